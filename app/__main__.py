"""``python -m app`` is ``chartpost``."""

from app.main import main

raise SystemExit(main())
