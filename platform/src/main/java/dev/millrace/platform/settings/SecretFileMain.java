package dev.millrace.platform.settings;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * Writes a secret of the environment into a file that only its owner reads, and ends: for jobs that
 * take a file, where whoever starts containers gives secrets by the environment.
 *
 * <p><i>Shape</i>: the file's name is the argument, its text the variable {@value #SECRET}.
 */
final class SecretFileMain {

  static final String SECRET = "SECRET";

  private SecretFileMain() {}

  public static void main(String[] arguments) throws IOException {
    String secret = System.getenv(SECRET);
    if (arguments.length != 1 || secret == null || secret.isBlank()) {
      throw new IllegalArgumentException(
          "expected the name of a file, and the secret in the variable " + SECRET);
    }
    write(Path.of(arguments[0]), secret);
  }

  /** As a whole: whoever looks meanwhile sees the old file, or none. */
  static void write(Path file, String secret) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    Path fresh =
        Files.createTempFile(
            folder,
            "secret",
            "",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(fresh, secret.endsWith("\n") ? secret : secret + "\n");
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }
}
