"""Makes a picture of a screen light: as a PNG with a palette of its 256 most frequent colours."""

import base64
import struct
import zlib
from typing import Any

from playwright.sync_api import Page

SIGNATURE = b"\x89PNG\r\n\x1a\n"
BITS, WITH_PALETTE = 8, 3


def lighter(picture: bytes, blank: Page) -> bytes:
    """The same PNG with a palette. Letters fade into their ground in more colours than it holds;
    those take the nearest one. `blank` is an empty page, whose browser reads the pixels.
    """
    source = f"data:image/png;base64,{base64.b64encode(picture).decode()}"
    found: dict[str, Any] = blank.evaluate(REDUCED, source)
    width, height = found["width"], found["height"]
    pixels = base64.b64decode(found["pixels"])
    lines = (pixels[at : at + width] for at in range(0, width * height, width))
    return b"".join(
        (
            SIGNATURE,
            _chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, BITS, WITH_PALETTE, 0, 0, 0)),
            _chunk(b"PLTE", bytes(found["palette"])),
            _chunk(b"IDAT", zlib.compress(b"".join(b"\0" + line for line in lines), 9)),
            _chunk(b"IEND", b""),
        )
    )


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


REDUCED = """async (source) => {
  const image = new Image();
  image.src = source;
  await image.decode();
  const { width, height } = image;
  const canvas = new OffscreenCanvas(width, height).getContext("2d");
  canvas.drawImage(image, 0, 0);
  const pixels = new Uint32Array(canvas.getImageData(0, 0, width, height).data.buffer);
  const counts = new Map();
  for (const pixel of pixels) counts.set(pixel, (counts.get(pixel) || 0) + 1);
  const frequent = [...counts].sort((one, other) => other[1] - one[1]).slice(0, 256);
  const parts = (pixel) => [pixel & 255, (pixel >> 8) & 255, (pixel >> 16) & 255];
  const palette = frequent.map(([pixel]) => parts(pixel));
  const away = (one, other) => one.reduce((sum, part, n) => sum + (part - other[n]) ** 2, 0);
  const nearest = (pixel) => {
    const wanted = parts(pixel);
    const distances = palette.map((colour) => away(colour, wanted));
    return distances.indexOf(Math.min(...distances));
  };
  const known = new Map(frequent.map(([pixel], n) => [pixel, n]));
  for (const pixel of counts.keys()) if (!known.has(pixel)) known.set(pixel, nearest(pixel));
  const bytes = Uint8Array.from(pixels, (pixel) => known.get(pixel));
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return { width, height, palette: palette.flat(), pixels: btoa(text) };
}"""
