"""The guided filter against its definition."""

from __future__ import annotations

import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.finishing.guided_filter import agreement, box_mean, guided_filter

EPSILON = 1e-3


def made_up(seed: int, channels: int, height: int, width: int) -> torch.Tensor:
    return torch.rand(1, channels, height, width, generator=torch.Generator().manual_seed(seed))


def window(values: torch.Tensor, row: int, column: int, radius: int) -> torch.Tensor:
    rows, columns = slice(max(row - radius, 0), row + radius + 1), slice(max(column - radius, 0), column + radius + 1)
    return values[rows, columns].double()


def by_hand(guide: torch.Tensor, picture: torch.Tensor, radius: int) -> torch.Tensor:
    """The filter as the paper writes it, position by position; both of shape (H, W)."""
    slope, offset = torch.zeros_like(guide, dtype=torch.float64), torch.zeros_like(guide, dtype=torch.float64)
    for row in range(guide.shape[0]):
        for column in range(guide.shape[1]):
            seen, wanted = window(guide, row, column, radius), window(picture, row, column, radius)
            covariance = ((seen - seen.mean()) * (wanted - wanted.mean())).mean()
            slope[row, column] = covariance / (seen.var(correction=0) + EPSILON)
            offset[row, column] = wanted.mean() - slope[row, column] * seen.mean()
    result = torch.zeros_like(slope)
    for row in range(guide.shape[0]):
        for column in range(guide.shape[1]):
            mean_slope, mean_offset = (window(values, row, column, radius).mean() for values in (slope, offset))
            result[row, column] = mean_slope * guide[row, column] + mean_offset
    return result


def test_it_is_the_filter_of_the_paper() -> None:
    guide, picture = made_up(0, 1, 9, 12), made_up(1, 2, 9, 12)
    filtered = guided_filter(guide, picture, 2, EPSILON)
    for channel in range(2):
        expected = by_hand(guide[0, 0], picture[0, channel], 2).float()
        torch.testing.assert_close(filtered[0, channel], expected, atol=1e-4, rtol=0)


@settings(max_examples=15)
@given(st.integers(1, 20), st.integers(1, 20), st.integers(1, 6), st.floats(0, 1))
def test_a_constant_stays_what_it_is(height: int, width: int, radius: int, value: float) -> None:
    constant = torch.full((1, 3, height, width), value)
    filtered = guided_filter(made_up(2, 1, height, width), constant, radius, EPSILON)
    torch.testing.assert_close(filtered, constant, atol=1e-3, rtol=0)


@settings(max_examples=15)
@given(st.floats(-2, 2), st.floats(-2, 2), st.integers(1, 4))
def test_it_is_linear_in_the_picture(one: float, other: float, radius: int) -> None:
    guide, first, second = made_up(3, 1, 14, 11), made_up(4, 3, 14, 11), made_up(5, 3, 14, 11)
    together = guided_filter(guide, one * first + other * second, radius, EPSILON)
    apart = [guided_filter(guide, picture, radius, EPSILON) for picture in (first, second)]
    torch.testing.assert_close(together, one * apart[0] + other * apart[1], atol=1e-3, rtol=0)


def test_a_line_of_the_guide_keeps_its_edges() -> None:
    guide = torch.cat([torch.zeros(1, 1, 20, 10), torch.ones(1, 1, 20, 10)], dim=3)
    torch.testing.assert_close(guided_filter(guide, 0.5 * guide + 0.2, 4, 1e-6), 0.5 * guide + 0.2, atol=1e-3, rtol=0)


def test_agreement_is_one_on_a_line_and_small_without_one() -> None:
    guide = made_up(6, 1, 40, 40)
    assert float(agreement(guide, 0.8 - 0.6 * guide, 4).min()) > 0.99
    assert float(agreement(guide, made_up(7, 1, 40, 40), 4).mean()) < 0.1
    assert float(agreement(guide, torch.full_like(guide, 0.4), 4).max()) < 0.1


def test_the_mean_over_cut_windows_counts_what_is_there() -> None:
    means = box_mean(torch.arange(12.0).reshape(1, 1, 3, 4), 1)
    assert float(means[0, 0, 0, 0]) == (0 + 1 + 4 + 5) / 4
    assert float(means[0, 0, 1, 1]) == 5
