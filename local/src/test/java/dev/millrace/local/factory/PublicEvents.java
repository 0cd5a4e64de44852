package dev.millrace.local.factory;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.millrace.schemas.testing.SharedData;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/** Events of others, where they are on this machine. */
final class PublicEvents {

  private PublicEvents() {}

  /** JSON files below a folder of the shared data; none where it is not there. */
  static List<Path> files(String name) throws IOException {
    Optional<Path> found = SharedData.find(name);
    if (found.isEmpty()) {
      return List.of();
    }
    try (Stream<Path> walk = Files.walk(found.get())) {
      return walk.filter(file -> file.toString().endsWith(".json")).sorted().toList();
    }
  }

  /** Lines of a file that is packed with gzip. */
  static byte[] firstLines(Path gzip, int count) throws IOException {
    ByteArrayOutputStream lines = new ByteArrayOutputStream();
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(new GZIPInputStream(Files.newInputStream(gzip)), UTF_8))) {
      for (int i = 0; i < count; i++) {
        String line = reader.readLine();
        lines.writeBytes((line + "\n").getBytes(UTF_8));
      }
    }
    return lines.toByteArray();
  }
}
