"""Which rows of its embedding the encoder of sentences reads for a phrase; server/pack/prompt-encoder.ts does
the same in play. Needs no PyTorch."""

BUCKETS = 8192
LONGEST_NGRAM = 4


def fnv(text: str) -> int:
    """FNV-1a, 32 bits, of the text's UTF-16 code units."""
    value = 0x811C9DC5
    for unit in memoryview(text.encode("utf-16-le")).cast("H"):
        value = ((value ^ unit) * 0x01000193) & 0xFFFFFFFF
    return value


def ngrams(phrase: str) -> list[int]:
    """Buckets of a phrase's character n-grams, of each of its words and of the whole."""
    marked = f"^{phrase}$"
    grams = [marked[i : i + n] for n in range(2, LONGEST_NGRAM + 1) for i in range(len(marked) - n + 1)]
    whole = [*grams, *(f"_{word}" for word in phrase.split()), f"={phrase}"]
    return [fnv(gram) % BUCKETS for gram in whole]
