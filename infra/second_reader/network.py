"""The network of `rec.onnx`, written again so that it can be trained: the same weights give the same answers."""

from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import numpy_helper
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812 - as everybody calls it

BLOCKS = 10
STRIDE = 4  # columns of the picture that one column of the answer stands for


class Network(nn.Module):
    """Rows of a patch four columns wide, ten blocks along the line, one letter or none for each column."""

    def __init__(self, file: Path) -> None:
        super().__init__()
        self.model = onnx.load(str(file))
        weights = {one.name: torch.tensor(numpy_helper.to_array(one)) for one in self.model.graph.initializer}
        self.names = [
            name for name, one in weights.items() if one.is_floating_point() and one.dim() and "running" not in name
        ]
        self.learned = nn.ParameterList([nn.Parameter(weights.pop(name)) for name in self.names])
        self.fixed = weights

    def forward(self, ink: Tensor, mask: Tensor) -> Tensor:
        """Return what each letter scores (lines, columns, letters).

        `ink` is (lines, 1, 96, width), `mask` (lines, 1, columns) with ones where a line has columns.
        """
        w = {**self.fixed, **dict(zip(self.names, self.learned, strict=True))}
        h = _stem(ink, w) * mask
        columns = mask.sum(2, keepdim=True).clamp(min=1)
        for number in range(BLOCKS):
            h = _block(h, mask, columns, w, number)
        return F.conv1d(h, w["rec.head.weight"], w["rec.head.bias"]).permute(0, 2, 1)

    def save(self, file: Path, keep: float) -> None:
        """Write the network with what it has learned and a share of what it knew: alone, it forgets some digits."""
        learned = dict(zip(self.names, self.learned, strict=True))
        for one in self.model.graph.initializer:
            if one.name in learned:
                mixed = (1 - keep) * learned[one.name].detach().numpy() + keep * numpy_helper.to_array(one)
                one.CopyFrom(numpy_helper.from_array(mixed.astype(np.float32), one.name))
        onnx.save(self.model, str(file))


def columns(widths: Tensor) -> Tensor:
    """Return how many columns of the answer lines of these widths have."""
    return (widths + STRIDE - 1) // STRIDE


def _stem(ink: Tensor, w: dict[str, Tensor]) -> Tensor:
    """Look at the line itself in patches, and at the rows around it as far as they matter."""
    line = F.conv2d(ink[:, :, 32:64], w["rec.stem.weight"], w["rec.stem.bias"], stride=(32, STRIDE)).squeeze(2)
    c = F.hardswish(F.conv2d(ink, w["onnx::Conv_504"], w["onnx::Conv_505"], stride=STRIDE))
    c = F.conv2d(c, w["rec.context.dw.weight"], padding=1, groups=32)
    c = F.hardswish(F.conv2d(c, w["onnx::Conv_507"], w["onnx::Conv_508"]))
    rows = F.conv2d(c, w["rec.context.score.weight"], w["rec.context.score.bias"]) + w["rec.context.row_prior"]
    many, channels, high, wide = c.shape
    heads = rows.shape[1]
    seen = c.reshape(many, heads, channels // heads, high, wide) * torch.softmax(rows, 2).unsqueeze(2)
    around = seen.sum(3).reshape(many, channels, wide)
    h = line + F.conv1d(around, w["rec.context.proj.weight"], w["rec.context.proj.bias"])
    mean, spread = w["rec.stem_bn.running_mean"], w["rec.stem_bn.running_var"]
    return F.hardswish(F.batch_norm(h, mean, spread, w["rec.stem_bn.weight"], w["rec.stem_bn.bias"]))


def _block(h: Tensor, mask: Tensor, columns: Tensor, w: dict[str, Tensor], number: int) -> Tensor:
    of, first = f"rec.blocks.{number}.", 510 + 3 * number
    y = F.conv1d(h, w[f"onnx::Conv_{first}"], w[f"onnx::Conv_{first + 1}"], padding=4, groups=h.shape[1])
    y = F.hardswish(F.conv1d(y, w[of + "expand.weight"], w[of + "expand.bias"]))
    mean = (y * mask).sum(2, keepdim=True) / columns
    gate = F.relu(F.conv1d(mean, w[of + "se.fc1.weight"], w[of + "se.fc1.bias"]))
    gate = torch.sigmoid(F.conv1d(gate, w[of + "se.fc2.weight"], w[of + "se.fc2.bias"]))
    return (h + F.conv1d(y * gate, w[of + "project.weight"], w[of + "project.bias"])) * mask
