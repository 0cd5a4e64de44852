package dev.millrace.ingestion.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.luben.zstd.Zstd;
import dev.millrace.platform.http.HttpCall;
import dev.millrace.platform.http.HttpReply;
import dev.millrace.record.Feedback;
import dev.millrace.schemas.testing.Fuzz;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whatever a body holds, it is taken apart or refused; nothing else happens. */
class BodyFuzzTest {

  private static final int MOST = 1 << 20;
  private static final HttpReply TAKEN = HttpReply.of(202, "text/plain", new byte[0]);
  private static final String EVENT = "{\"id\":\"e1\",\"text\":\"größer\",\"n\":[1,2.5e3,null]}";
  private static final String CLOUDEVENT =
      "{\"specversion\":\"1.0\",\"id\":\"e1\",\"source\":\"/s\",\"type\":\"t\",\"data\":{\"a\":1}}";

  @Test
  void takesBodiesOfEventsApart() {
    for (String type :
        List.of(
            EventBodies.JSON,
            EventBodies.NDJSON,
            EventBodies.CLOUDEVENT,
            EventBodies.CLOUDEVENTS)) {
      Fuzz.ofTexts(type, EVENT, EVENT + "\n\n" + EVENT + "\r\n", CLOUDEVENT, "[" + CLOUDEVENT + "]")
          .with(
              "\n", "\r\n", "\n \t\n", "\u0000", "[", "{\"a\":", "},{", "\"data_base64\":\"AA==\"")
          .holds(
              input -> {
                Submission<SubmittedEvent> read =
                    EventBodies.read(call(Map.of("idPointer", List.of("/id")), type, input));
                assertThat(read.size()).isBetween(1, Lines.MAX_PARTS);
                if (read instanceof Submission.Batch<SubmittedEvent> batch) {
                  batch.parts().forEach(BodyFuzzTest::check);
                } else if (read instanceof Submission.Single<SubmittedEvent> single) {
                  check(single.part());
                }
              });
    }
  }

  @Test
  void takesFeedbackOrRefusesIt() {
    FeedbackReader reader = new FeedbackReader("acme", "letters", GatewayFixture.NOW);

    Fuzz.ofTexts(
            "feedback",
            "{\"eventId\":\"e1\",\"label\":\"a\",\"source\":\"s\"}",
            "{\"requestId\":\"01234567-89ab-cdef-0123-456789abcdef\",\"rating\":0.5,"
                + "\"observedAt\":\"2026-01-01T00:00:00Z\"}")
        .with(
            "1e-999999999",
            "1.0000000000000000001",
            "-0",
            "null",
            "\"rating\":1E1000000000",
            "\"\"")
        .holds(
            input -> {
              if (reader.read(input) instanceof Submission.Part.Good<Feedback> good
                  && good.value().getRating() != null) {
                assertThat(good.value().getRating()).isBetween(0.0, 1.0);
              }
            });
  }

  @ParameterizedTest
  @EnumSource
  void takesCompressionOffOrRefuses(ContentCoding coding) throws IOException {
    byte[] large = new byte[3 * MOST];
    ContentDecoding decoding = new ContentDecoding(tenant -> MOST, 4 * MOST);

    Fuzz.ofBytes(
            coding.name(),
            List.of(
                compressed(coding, EVENT.getBytes(UTF_8)),
                compressed(coding, new byte[0]),
                compressed(coding, large)))
        .holds(
            input ->
                decoding
                    .before(
                        (tenant, call) -> {
                          assertThat(call.body()).hasSizeLessThanOrEqualTo(MOST);
                          return TAKEN.done();
                        })
                    .apply(
                        "acme",
                        new HttpCall(
                            "POST",
                            "/",
                            Map.of(),
                            Map.of(),
                            Map.of("content-encoding", List.of(coding.name())),
                            input))
                    .thenAccept(reply -> assertThat(reply.status()).isIn(202, 400, 413))
                    .toCompletableFuture()
                    .join());
  }

  /** Java's own stream is laxer about what is behind the last member, and never otherwise. */
  @Test
  void decodesGzipAsJavaDoes() throws IOException {
    byte[] one = compressed(ContentCoding.GZIP, EVENT.getBytes(UTF_8));

    Fuzz.ofBytes("gzip", List.of(one, compressed(ContentCoding.GZIP, new byte[5_000])))
        .holds(
            input -> {
              byte[] own;
              try (InputStream stream = new GzipBody(input)) {
                own = stream.readNBytes(MOST);
              } catch (IOException e) {
                return;
              }
              try (InputStream stream = new GZIPInputStream(new ByteArrayInputStream(input))) {
                assertThat(own).isEqualTo(stream.readNBytes(MOST));
              }
            });
  }

  private static void check(Submission.Part<SubmittedEvent> part) {
    if (part instanceof Submission.Part.Good<SubmittedEvent> good) {
      assertThat(good.value().contentType()).isNotBlank();
      assertThat(good.value().payload()).isNotNull();
    } else {
      assertThat(((Submission.Part.Bad<SubmittedEvent>) part).problem().detail()).isNotBlank();
    }
  }

  private static byte[] compressed(ContentCoding coding, byte[] body) throws IOException {
    if (coding == ContentCoding.ZSTD) {
      return Zstd.compress(body);
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
      gzip.write(body);
    }
    return bytes.toByteArray();
  }

  private static HttpCall call(Map<String, List<String>> query, String type, byte[] body) {
    return new HttpCall(
        "POST",
        GatewayFixture.EVENTS,
        Map.of(),
        query,
        Map.of("content-type", List.of(type)),
        body);
  }
}
