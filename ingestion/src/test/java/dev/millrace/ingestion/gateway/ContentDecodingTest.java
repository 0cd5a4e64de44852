package dev.millrace.ingestion.gateway;

import static dev.millrace.ingestion.gateway.EventBodies.NDJSON;
import static dev.millrace.ingestion.gateway.GatewayFixture.EVENTS;
import static dev.millrace.ingestion.gateway.GatewayFixture.FEEDBACK;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdOutputStream;
import dev.millrace.ingestion.gateway.GatewayFixture.Reply;
import dev.millrace.platform.http.HttpCall;
import dev.millrace.platform.http.HttpReply;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ContentDecodingTest {

  private static final String LINES = "{\"a\":1}\n{\"a\":2}\n";
  private static final int GIB = 1 << 30;

  @RegisterExtension static final GatewayFixture gateway = GatewayFixture.forLetters();

  @Test
  void takesWhatIsCompressedOnce() throws IOException {
    byte[] lines = LINES.getBytes(UTF_8);

    assertThat(post(EVENTS, "gzip", gzip(lines)).status()).isEqualTo(202);
    assertThat(post(EVENTS, "X-GZip", gzip(lines)).status()).isEqualTo(202);
    assertThat(post(EVENTS, "zstd", Zstd.compress(lines)).status()).isEqualTo(202);
    assertThat(post(EVENTS, "identity", lines).status()).isEqualTo(202);
    assertThat(post(EVENTS, "identity, gzip", gzip(lines)).status()).isEqualTo(202);

    assertThat(gateway.published.events())
        .hasSize(10)
        .extracting(event -> UTF_8.decode(event.value().getPayload()).toString())
        .containsOnly("{\"a\":1}", "{\"a\":2}");
  }

  @Test
  void takesMembersAndFramesInARow() throws IOException {
    byte[] first = "{\"a\":1}\n".getBytes(UTF_8);
    byte[] second = "{\"a\":2}\n".getBytes(UTF_8);

    post(EVENTS, "gzip", joined(gzip(first), gzip(second)));
    post(EVENTS, "zstd", joined(Zstd.compress(first), Zstd.compress(second)));

    assertThat(gateway.published.events()).hasSize(4);
  }

  @Test
  void takesHeadersWithEverythingThatGzipKnows() throws IOException {
    byte[] plain = gzip(LINES.getBytes(UTF_8));
    ByteArrayOutputStream named = new ByteArrayOutputStream();
    named.writeBytes(new byte[] {0x1f, (byte) 0x8b, 8, 4 | 8 | 16, 0, 0, 0, 0, 0, 3});
    named.writeBytes(new byte[] {2, 0, 'x', 'y'});
    named.writeBytes("name\0comment\0".getBytes(UTF_8));
    named.write(plain, 10, plain.length - 10);

    assertThat(post(EVENTS, "gzip", named.toByteArray()).status()).isEqualTo(202);
  }

  @Test
  void takesFeedbackLikewise() throws IOException {
    byte[] lines = "{\"eventId\":\"1\",\"label\":\"a\"}\n".getBytes(UTF_8);

    assertThat(post(FEEDBACK, "gzip", gzip(lines)).status()).isEqualTo(202);
    assertThat(gateway.published.feedback()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"br", "gzip, gzip", "zstd,gzip", "deflate"})
  void refusesWhatIsCompressedOtherwise(String coding) {
    Reply reply = post(EVENTS, coding, new byte[1]);

    assertThat(reply.status()).isEqualTo(415);
    assertThat(reply.header("Accept-Encoding")).contains("gzip, zstd, identity");
    assertThat(reply.json().path("code").asText()).isEqualTo("UNSUPPORTED_CONTENT_TYPE");
  }

  @Test
  void refusesWhatIsDamagedOrCutOff() throws IOException {
    byte[] gzip = gzip(LINES.getBytes(UTF_8));
    byte[] zstd = Zstd.compress(LINES.getBytes(UTF_8));
    for (int length = 0; length < gzip.length; length++) {
      assertUnreadable("gzip", Arrays.copyOf(gzip, length));
    }
    for (int length = 1; length < gzip.length; length++) {
      assertUnreadable("gzip", joined(gzip, Arrays.copyOf(gzip, length)));
    }
    for (int length = 1; length < zstd.length; length++) {
      assertUnreadable("zstd", Arrays.copyOf(zstd, length));
    }
    byte[] wrongSum = gzip.clone();
    wrongSum[gzip.length - 8]++;
    assertUnreadable("gzip", wrongSum);
    assertUnreadable("gzip", joined(gzip, new byte[] {0, 0}));
    assertUnreadable("zstd", "{}".getBytes(UTF_8));
    assertThat(gateway.published.events()).isEmpty();
  }

  @Test
  void stopsAtTheLimitWhateverABombHolds() throws IOException {
    assertThat(post(EVENTS, "gzip", bomb(GZIPOutputStream::new)).status()).isEqualTo(413);
    Reply reply = post(EVENTS, "zstd", bomb(ZstdOutputStream::new));

    assertThat(reply.status()).isEqualTo(413);
    assertThat(reply.json().path("detail").asText())
        .isEqualTo("the body holds more than the 1048576 bytes let in");
  }

  @Test
  void takesABodyOfExactlyTheLimit() throws IOException {
    byte[] body = "x".repeat(GatewayFixture.MAX_BODY_BYTES).getBytes(UTF_8);

    assertThat(post(EVENTS, "gzip", gzip(body)).json().path("code").asText())
        .isEqualTo("NONE_ACCEPTED");
    assertThat(post(EVENTS, "gzip", gzip(joined(body, new byte[1]))).status()).isEqualTo(413);
  }

  /** A frame may name a window of 2 GiB, which the decoder would have to keep. */
  @Test
  void refusesLargeWindows() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZstdOutputStream stream = new ZstdOutputStream(bytes)) {
      stream.setLong(27);
      stream.write(new byte[1 << 16]);
    }

    assertUnreadable("zstd", bytes.toByteArray());
  }

  @Test
  void sharesItsRoomAmongTenantsAndHoldsNoneForCallsThatWait() throws IOException {
    byte[] body = gzip(new byte[20_000]);
    HttpCall call =
        new HttpCall(
            "POST", "/", Map.of(), Map.of(), Map.of("content-encoding", List.of("gzip")), body);
    ContentDecoding decoding = new ContentDecoding(tenant -> 1 << 20, 96 * 1024);
    BiFunction<String, HttpCall, CompletionStage<HttpReply>> other =
        decoding.before((tenant, plain) -> HttpReply.empty(202).done());
    List<HttpReply> meanwhile = new ArrayList<>();
    BiFunction<String, HttpCall, CompletionStage<HttpReply>> waiting =
        decoding.before(
            (tenant, plain) -> {
              meanwhile.add(other.apply("acme", call).toCompletableFuture().join());
              meanwhile.add(other.apply("other", call).toCompletableFuture().join());
              return new CompletableFuture<>();
            });

    CompletionStage<HttpReply> unanswered = waiting.apply("acme", call);
    HttpReply next = other.apply("acme", call).toCompletableFuture().join();

    assertThat(meanwhile).extracting(HttpReply::status).containsExactly(503, 202);
    assertThat(meanwhile.get(0).headers()).containsKey("Retry-After");
    assertThat(unanswered.toCompletableFuture()).isNotDone();
    assertThat(next.status()).isEqualTo(202);
  }

  private static void assertUnreadable(String coding, byte[] body) {
    Reply reply = post(EVENTS, coding, body);
    assertThat(reply.status()).as(coding + " of " + body.length).isEqualTo(400);
    assertThat(reply.json().path("code").asText()).isEqualTo("UNREADABLE");
  }

  private static Reply post(String path, String coding, byte[] body) {
    return gateway.send(
        gateway.authorized(path).header("Content-Type", NDJSON).header("Content-Encoding", coding),
        body);
  }

  /** Opens a stream that compresses. */
  private interface Compression {

    OutputStream over(OutputStream to) throws IOException;
  }

  /** A GiB of zeros. */
  private static byte[] bomb(Compression compression) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    byte[] zeros = new byte[1 << 20];
    try (OutputStream stream = compression.over(bytes)) {
      for (int i = 0; i < GIB / zeros.length; i++) {
        stream.write(zeros);
      }
    }
    return bytes.toByteArray();
  }

  private static byte[] gzip(byte[] plain) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream stream = new GZIPOutputStream(bytes)) {
      stream.write(plain);
    }
    return bytes.toByteArray();
  }

  private static byte[] joined(byte[] first, byte[] second) {
    byte[] joined = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, joined, first.length, second.length);
    return joined;
  }
}
