package dev.millrace.ingestion.gateway;

import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.Optional;

/**
 * How a body may be compressed.
 *
 * <p><i>Source</i>: RFC 9110, 8.4.1; RFC 1952; RFC 8878; RFC 9659.
 */
enum ContentCoding {
  GZIP {
    @Override
    InputStream decoded(byte[] body) {
      return new GzipBody(body);
    }
  },
  ZSTD {
    @Override
    InputStream decoded(byte[] body) throws IOException {
      ZstdInputStreamNoFinalizer stream =
          new ZstdInputStreamNoFinalizer(new ByteArrayInputStream(body));
      stream.setLongMax(LARGEST_WINDOW);
      return stream;
    }
  };

  /**
   * Of a window that a frame may ask for, as a power of two: 8 MiB. <i>Source</i>: RFC 9659, 3: on
   * the web none may be larger.
   */
  static final int LARGEST_WINDOW = 23;

  /** The coding of that name. */
  static Optional<ContentCoding> named(String name) {
    return switch (name.strip().toLowerCase(Locale.ROOT)) {
      case "gzip", "x-gzip" -> Optional.of(GZIP);
      case "zstd" -> Optional.of(ZSTD);
      default -> Optional.empty();
    };
  }

  /**
   * What a body holds, decoded as it is read.
   *
   * <p><i>Failure</i>: an {@link IOException} where the body is damaged or ends too early.
   */
  abstract InputStream decoded(byte[] body) throws IOException;
}
