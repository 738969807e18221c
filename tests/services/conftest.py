"""These tests write a lot of dossiers into one emulated AWS."""

from tests.support import moto_speed

moto_speed.install()
