"""Decisions of creators about improvement tasks."""
