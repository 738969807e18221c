"""Train the second reader: python -m infra.second_reader [--minutes N] [--seed N] [--to FILE]."""

import argparse
import math
import time
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from random import Random

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image
from torch import Tensor
from torch.nn import functional as F  # noqa: N812 - as everybody calls it

from chalicelib.reading import networks
from chalicelib.reading.second import HALO, HEIGHT, STEP, WIDEST
from infra.second_reader.network import STRIDE, Network, columns
from infra.second_reader.strips import Sample, samples

HELD_BACK = 600  # lines that say how far it has come
PIXELS, MOST = 40 * 420, 48  # of a batch: columns, lines
RATE, WARM = 6e-4, 100  # the rate falls along a cosine after so many steps
TOLD = 50  # steps between two reports
MAKING = 0.45  # share of the time that goes into making lines

Batch = tuple[Tensor, Tensor, Tensor, Tensor, Tensor]


def main() -> None:
    """Make lines, learn from them, say how many words of held-back lines are right, and write the network."""
    args = _arguments()
    torch.manual_seed(args.seed)
    luck, numbers = Random(args.seed), np.random.default_rng(args.seed)  # noqa: S311 - not a secret
    made = _made(args.minutes * 60 * MAKING, luck)
    luck.shuffle(made)
    held, learned = made[:HELD_BACK], made[HELD_BACK:]
    network = Network(args.start)
    print(f"{len(learned):,} lines; words right before: {_right(network, held):.1%}", flush=True)
    _learn(network, learned, args.minutes * 60 * (1 - MAKING), luck, numbers)
    print(f"words right after: {_right(network, held):.1%}")
    network.save(args.to, args.keep)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m infra.second_reader", description=main.__doc__)
    parser.add_argument("--minutes", type=float, default=16)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--start", type=Path, default=networks.untaught(), help="the network to begin with")
    parser.add_argument("--keep", type=float, default=0.4, help="share of what it knew before (0.4)")
    parser.add_argument("--to", type=Path, default=networks.TAUGHT)
    return parser.parse_args()


def _made(seconds: float, luck: Random) -> list[Sample]:
    ends, made = time.monotonic() + seconds, []
    for number, sample in enumerate(samples(luck)):
        made.append(sample)
        if number % 2000 == 0:
            print(f"{number:,} lines made", flush=True)
        if time.monotonic() > ends:
            return made
    return made


def _learn(
    network: Network, lines: Sequence[Sample], seconds: float, luck: Random, numbers: np.random.Generator
) -> None:
    optimiser = torch.optim.AdamW(network.parameters(), lr=RATE, weight_decay=1e-4)
    began = time.monotonic()
    for step, batch in enumerate(_again_and_again(lines, luck)):
        done = (time.monotonic() - began) / seconds
        if done >= 1:
            return
        for group in optimiser.param_groups:
            group["lr"] = RATE * min(1, step / WARM) * (0.5 + 0.5 * math.cos(math.pi * done))
        loss = _loss(network, _tensors(batch, numbers))
        optimiser.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(network.parameters(), 5.0)
        optimiser.step()
        if step % TOLD == 0:
            print(f"{done:.0%}: {step} steps, loss {loss.item():.3f}", flush=True)


def _again_and_again(lines: Sequence[Sample], luck: Random) -> Iterator[list[Sample]]:
    while batches := _batches(lines, luck):
        yield from batches


def _loss(network: Network, batch: Batch) -> Tensor:
    ink, mask, widths, letters, lengths = batch
    scores = network(ink, mask).log_softmax(2).transpose(0, 1)
    return F.ctc_loss(scores, letters, columns(widths), lengths, zero_infinity=True)


def _batches(lines: Sequence[Sample], luck: Random | None = None) -> list[list[Sample]]:
    """Group lines of like width; in no order where there is luck."""
    spread = 8 if luck else 0
    batches: list[list[Sample]] = [[]]
    for line in sorted(lines, key=lambda line: line.ink.shape[1] + (luck.random() * spread if luck else 0)):
        if len(batches[-1]) == MOST or (len(batches[-1]) + 1) * line.ink.shape[1] > PIXELS:
            batches.append([])
        batches[-1].append(line)
    if luck:
        luck.shuffle(batches)
    return [batch for batch in batches if batch]


def _tensors(batch: Sequence[Sample], numbers: np.random.Generator | None = None) -> Batch:
    inks = [_varied(line.ink, numbers) if numbers else line.ink.astype(np.float32) / 255 for line in batch]
    widths = torch.tensor([ink.shape[1] for ink in inks])
    shown = torch.zeros(len(inks), 1, 3 * HEIGHT, math.ceil(int(widths.max()) / STEP) * STEP + HALO)
    for row, ink in zip(shown, inks, strict=True):
        row[0, HEIGHT : 2 * HEIGHT, : ink.shape[1]] = torch.from_numpy(ink)
    mask = (torch.arange(shown.shape[3] // STRIDE)[None] < columns(widths)[:, None]).float()[:, None]
    known = {letter: number for number, letter in enumerate(networks.about()["charset"], 1)}
    letters = [[known[letter] for letter in line.text] for line in batch]
    flat = torch.tensor([letter for text in letters for letter in text])
    return shown, mask, widths, flat, torch.tensor([len(text) for text in letters])


def _varied(ink: NDArray[np.uint8], numbers: np.random.Generator) -> NDArray[np.float32]:
    """Squeeze, shift, soften, fade or grain a line a little: the same line is never seen twice alike."""
    if numbers.random() < 0.6:
        ink = _moved(ink, numbers)
    wide, chance = ink.shape[1], numbers.random()
    if chance < 0.15:
        small = Image.fromarray(ink).resize((max(8, wide * 2 // 3), HEIGHT * 2 // 3), Image.Resampling.BILINEAR)
        ink = np.asarray(small.resize((wide, HEIGHT), Image.Resampling.BILINEAR))
    light = ink.astype(np.float32) / 255
    if 0.15 <= chance < 0.3:
        light *= numbers.uniform(0.5, 1)
    if numbers.random() < 0.2:
        light += numbers.normal(0, numbers.uniform(0.02, 0.1), light.shape).astype(np.float32)
    return np.asarray(np.clip(light, 0, 1)[:, :WIDEST], np.float32)


def _moved(ink: NDArray[np.uint8], numbers: np.random.Generator) -> NDArray[np.uint8]:
    wide, high = max(16, round(ink.shape[1] * numbers.uniform(0.88, 1.12))), round(HEIGHT * numbers.uniform(0.9, 1.1))
    picture = Image.fromarray(ink).resize((wide, high), Image.Resampling.BILINEAR)
    room = Image.new("L", (wide, HEIGHT))
    room.paste(picture, (0, int(numbers.integers(-2, 3)) + (HEIGHT - high) // 2))
    return np.asarray(room)


def _right(network: Network, lines: Sequence[Sample]) -> float:
    """Return the share of words that are read right, wherever in their line."""
    right = total = 0
    with torch.no_grad():
        for batch in _batches(lines):
            ink, mask, widths, _, _ = _tensors(batch)
            for line, read in zip(batch, _texts(network(ink, mask), columns(widths)), strict=True):
                words = line.text.split()
                total, right = total + len(words), right + sum(word in read.split() for word in words)
    return right / max(1, total)


def _texts(scores: Tensor, lengths: Tensor) -> Iterator[str]:
    known = networks.about()["charset"]
    for row, length in zip(scores.argmax(2).tolist(), lengths.tolist(), strict=True):
        before = [0, *row]
        yield "".join(
            known[at - 1] for at, last in islice(zip(row, before, strict=False), length) if at not in (0, last)
        )


if __name__ == "__main__":
    main()
