"""The only room with PDF libraries: values in, PDF bytes or page images out."""
