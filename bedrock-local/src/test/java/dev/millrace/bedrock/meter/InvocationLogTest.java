package dev.millrace.bedrock.meter;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InvocationLogTest {

  private static final Instant BEGINNING = Instant.parse("2026-01-01T00:00:00Z");

  private Path file = Path.of("");

  @BeforeEach
  void name(@TempDir Path folder) {
    file = folder.resolve("new").resolve("invocations.jsonl");
  }

  @Test
  void countsByModel() {
    try (InvocationLog log = InvocationLog.open(file)) {
      log.add(call("1", "nova"));
      log.add(call("2", "nova"));
      log.add(call("3", "titan"));

      assertThat(log.totals())
          .hasToString(
              "{\"calls\":3,\"inputTokens\":21,\"outputTokens\":6,\"throttled\":0,\"models\":{"
                  + "\"nova\":{\"calls\":2,\"inputTokens\":14,\"outputTokens\":4,\"throttled\":0},"
                  + "\"titan\":{\"calls\":1,\"inputTokens\":7,\"outputTokens\":2,\"throttled\":0}}}");
    }
  }

  @Test
  void remembersWhenItIsOpenedAgain() {
    String before;
    try (InvocationLog log = InvocationLog.open(file)) {
      log.add(call("1", "nova"));
      before = log.totals().toString();
    }

    try (InvocationLog log = InvocationLog.open(file)) {
      assertThat(log.totals()).hasToString(before);
      assertThat(lines(log)).containsOnlyOnce("\"requestId\":\"1\"").contains("\"tenant\":\"t\"");
    }
  }

  @Test
  void countsTheRecordsOfEachBatchJob() {
    Invocation ofProfile =
        new Invocation(
            BEGINNING,
            "job1/r1",
            "Converse",
            "arn:profile",
            1,
            2,
            Map.of("requestId", "r1"),
            Optional.of("nova"),
            Optional.of(new Invocation.BatchRecord("job1", "r1")));
    try (InvocationLog log = InvocationLog.open(file)) {
      log.add(ofProfile);
      log.add(call("2", "nova"));
      assertThat(log.recordsOf("job1")).isEqualTo(1);
    }

    try (InvocationLog log = InvocationLog.open(file)) {
      assertThat(log.recordsOf("job1")).isEqualTo(1);
      assertThat(log.recordsOf("job2")).isZero();
      assertThat(log.totals().path("calls").asInt()).isEqualTo(2);
    }
    assertThat(Invocation.of(ofProfile.json())).isEqualTo(ofProfile);
  }

  @Test
  void dropsALastLineThatWasTorn() throws IOException {
    try (InvocationLog log = InvocationLog.open(file)) {
      log.add(call("1", "nova"));
    }
    Files.writeString(file, "{\"schemaType\":\"Mod", StandardOpenOption.APPEND);

    try (InvocationLog log = InvocationLog.open(file)) {
      log.add(call("2", "nova"));

      assertThat(log.totals().path("calls").asInt()).isEqualTo(2);
      assertThat(lines(log).lines()).hasSize(2).allMatch(line -> line.endsWith("}"));
    }
  }

  @Test
  void refusesAFileThatIsSomethingElse() throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, "hello\n");

    assertThatThrownBy(() -> InvocationLog.open(file))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("the line at byte 0 is not a call");
  }

  @Test
  void isOpenedOnceAtATime() {
    try (InvocationLog log = InvocationLog.open(file)) {
      assertThatThrownBy(() -> InvocationLog.open(file))
          .isInstanceOf(UncheckedIOException.class)
          .hasMessageContaining("has opened it");
      assertThat(log.totals().path("calls").asInt()).isZero();
    }

    InvocationLog.open(file).close();
  }

  @Test
  void copiesAsFastAsItsReaderTakes() {
    try (InvocationLog log = InvocationLog.open(file)) {
      for (int i = 0; i < 2000; i++) {
        log.add(call(String.valueOf(i), "nova"));
      }
      ByteArrayOutputStream taken = new ByteArrayOutputStream();

      log.copyTo(piece -> CompletableFuture.runAsync(() -> taken.writeBytes(bytes(piece))))
          .toCompletableFuture()
          .join();

      assertThat(taken.toString(UTF_8)).isEqualTo(lines(log)).endsWith("}\n");
      assertThat(taken.toString(UTF_8).lines()).hasSize(2000);
    }
  }

  private static String lines(InvocationLog log) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    CompletionStage<Void> done =
        log.copyTo(
            piece -> {
              all.writeBytes(bytes(piece));
              return CompletableFuture.completedFuture(null);
            });
    assertThat(done.toCompletableFuture()).isCompleted();
    return all.toString(UTF_8);
  }

  private static byte[] bytes(ByteBuffer piece) {
    byte[] bytes = new byte[piece.remaining()];
    piece.get(bytes);
    return bytes;
  }

  private static Invocation call(String id, String model) {
    return new Invocation(BEGINNING, id, "Converse", model, 7, 2, Map.of("tenant", "t"));
  }
}
