package dev.millrace.console;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** Files of this jar, and of the charts' one. */
final class Resources {

  private Resources() {}

  /** One beside this class, as text. */
  static String text(String name) {
    return new String(bytes(name), UTF_8);
  }

  /**
   * One beside this class, or, where the name begins with a slash, anywhere on the class path.
   *
   * @throws IllegalStateException where the jar was built without it
   */
  static byte[] bytes(String name) {
    try (InputStream stream = Resources.class.getResourceAsStream(name)) {
      if (stream == null) {
        throw new IllegalStateException("the console is built without " + name);
      }
      return stream.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(name + " cannot be read from the jar", e);
    }
  }
}
