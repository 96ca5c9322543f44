"""Where the packaged program starts; from its sources it starts with ``python -m app``."""

from app.main import main

raise SystemExit(main())
