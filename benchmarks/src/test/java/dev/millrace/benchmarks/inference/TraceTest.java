package dev.millrace.benchmarks.inference;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TraceTest {

  @TempDir private Path folder;

  @Test
  void readsTheFormOfAzure() throws IOException {
    Path file =
        zipped(
            """
            TIMESTAMP,ContextTokens,GeneratedTokens
            2023-11-16 18:15:46.6805900,374,44
            2023-11-16 18:15:50.9951690,396,0
            """);

    assertThat(Trace.azure(file).calls())
        .containsExactly(
            new Trace.Call(Duration.ZERO, 374, 44),
            new Trace.Call(Duration.ofNanos(4_314_579_000L), 396, 1));
  }

  @Test
  void readsTheFormOfMooncake() throws IOException {
    Path file =
        zipped(
            """
            {"timestamp": 0, "input_length": 40160, "output_length": 6, "hash_ids": [0, 1]}
            {"timestamp": 2500, "input_length": 7, "output_length": 4, "hash_ids": []}
            """);

    Trace trace = Trace.mooncake(file);

    assertThat(trace.calls())
        .containsExactly(
            new Trace.Call(Duration.ZERO, 40160, 6), new Trace.Call(Duration.ofMillis(2500), 7, 4));
    assertThat(trace.length()).isEqualTo(Duration.ofMillis(2500));
  }

  private Path zipped(String text) throws IOException {
    Path file = folder.resolve("trace.gz");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }
    return file;
  }
}
