"""Where things stand: 3 x 3 matrices that lead from one picture's pixels to another's, and boxes carried along."""

import math
from collections.abc import Sequence
from typing import cast

import numpy as np
from numpy.typing import NDArray

from .facts import Box, Placement

Matrix = NDArray[np.float64]
Point = tuple[float, float]


def placement(matrix: Matrix) -> Placement:
    """Return a matrix as the plain numbers that facts carry."""
    return cast("Placement", tuple(round(float(value), 9) for value in (matrix / matrix[2, 2]).flat))


def matrix_of(numbers: Placement) -> Matrix:
    """Return the matrix of a placement."""
    return np.array(numbers, np.float64).reshape(3, 3)


def inverse(matrix: Matrix) -> Matrix:
    """Return the matrix that leads back."""
    return np.asarray(np.linalg.inv(matrix), np.float64)


def scaled(across: float, down: float | None = None) -> Matrix:
    """Return the matrix that enlarges."""
    return np.diag([across, across if down is None else down, 1.0])


def translated(x: float, y: float) -> Matrix:
    """Return the matrix that moves."""
    return np.array([[1, 0, x], [0, 1, y], [0, 0, 1]], np.float64)


def turned(quarters: int, width: int, height: int) -> Matrix:
    """Lead from a picture turned counter-clockwise by quarters back to the original of this size."""
    back = {
        0: [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
        1: [[0, -1, width], [1, 0, 0], [0, 0, 1]],
        2: [[-1, 0, width], [0, -1, height], [0, 0, 1]],
        3: [[0, 1, 0], [-1, 0, height], [0, 0, 1]],
    }
    return np.array(back[quarters % 4], np.float64)


def rotated(degrees: float, width: int, height: int) -> Matrix:
    """Lead from a picture turned counter-clockwise about its middle, of the same size, back to the original."""
    cos, sin = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    x, y = width / 2, height / 2
    return np.array([[cos, -sin, x - cos * x + sin * y], [sin, cos, y - sin * x - cos * y], [0, 0, 1]])


def from_rectangle(corners: Sequence[Point], width: int, height: int) -> Matrix:
    """Lead from a rectangle to the four corners (from top left, clockwise) that it was seen as."""
    rows: list[list[float]] = []
    wanted: list[float] = []
    for (u, v), (x, y) in zip(((0, 0), (width, 0), (width, height), (0, height)), corners, strict=True):
        rows += [[u, v, 1, 0, 0, 0, -x * u, -x * v], [0, 0, 0, u, v, 1, -y * u, -y * v]]
        wanted += [x, y]
    return np.append(np.linalg.solve(np.array(rows, np.float64), wanted), 1.0).reshape(3, 3)


def moved(matrix: Matrix, points: Sequence[Point]) -> list[Point]:
    """Carry points over."""
    carried = np.array([(x, y, 1.0) for x, y in points]) @ matrix.T
    return [(float(x / w), float(y / w)) for x, y, w in carried]


def box_moved(matrix: Matrix, box: Box) -> Box:
    """Return the upright box around a box carried over."""
    left, top, right, bottom = box
    xs, ys = zip(*moved(matrix, [(left, top), (right, top), (right, bottom), (left, bottom)]), strict=True)
    return round(min(xs)), round(min(ys)), round(max(xs)), round(max(ys))
