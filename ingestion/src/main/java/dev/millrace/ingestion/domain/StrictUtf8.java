package dev.millrace.ingestion.domain;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Optional;

/** Reads text of bytes without U+FFFD for what is none: names that differ would become one. */
public final class StrictUtf8 {

  private StrictUtf8() {}

  /** The text; nothing where the bytes are no UTF-8. */
  public static Optional<String> text(ByteBuffer bytes) {
    try {
      return Optional.of(UTF_8.newDecoder().decode(bytes.duplicate()).toString());
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
  }
}
