__all__ = ["sib", "leaf"]
