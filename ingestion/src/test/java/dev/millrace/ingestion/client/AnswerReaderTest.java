package dev.millrace.ingestion.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an answer means. */
class AnswerReaderTest {

  private static final String RECEIPT =
      "{\"accepted\":[{\"eventId\":\"a\",\"requestId\":\"r\"}],"
          + "\"rejected\":[{\"index\":%d,\"status\":413,\"code\":\"TOO_LARGE\",\"detail\":\"big\"}]}";

  private final AnswerReader reader = new AnswerReader(() -> Instant.parse("2026-11-25T10:00:00Z"));

  @ParameterizedTest
  @CsvSource({
    "5,5",
    "0,0",
    "' 7 ',7",
    "'Wed, 25 Nov 2026 10:00:30 GMT',30",
    "'Wed, 25 Nov 2026 09:00:00 GMT',0",
    "'Fri, 31 Dec 9999 23:59:59 GMT',31536000",
    "999999999,31536000"
  })
  void readsWhenToComeBack(String header, long seconds) {
    Outcome.Again again = (Outcome.Again) reader.read(answer(429, Optional.of(header), ""), 1);

    assertThat(again.atLeast()).contains(Duration.ofSeconds(seconds));
  }

  @ParameterizedTest
  @CsvSource({"soon", "-1", "1.5", "99999999999"})
  void passesOverWhatIsNoTime(String header) {
    Outcome.Again again = (Outcome.Again) reader.read(answer(503, Optional.of(header), ""), 1);

    assertThat(again.atLeast()).isEmpty();
  }

  @Test
  void readsAReceiptByIndex() {
    Delivery accepted = new Delivery.Accepted("a", "r");
    Delivery rejected = new Delivery.Rejected("TOO_LARGE", "big");

    assertThat(reader.read(answer(202, Optional.empty(), RECEIPT.formatted(0)), 2))
        .isEqualTo(new Outcome.Judged(List.of(rejected, accepted)));
    assertThat(reader.read(answer(202, Optional.empty(), RECEIPT.formatted(1)), 2))
        .isEqualTo(new Outcome.Judged(List.of(accepted, rejected)));
  }

  @ParameterizedTest
  @CsvSource({"2,2", "-1,2", "0,3", "0,1"})
  void aReceiptThatDoesNotAddUpIsNoAnswer(int index, int parts) {
    assertThat(reader.read(answer(202, Optional.empty(), RECEIPT.formatted(index)), parts))
        .isInstanceOf(Outcome.Again.class);
  }

  @ParameterizedTest
  @CsvSource({"401,KEY_REFUSED", "403,KEY_REFUSED", "404,REFUSED", "405,REFUSED", "302,REFUSED"})
  void refusalsAreNotAboutTheEvents(int status, ProducerException.Reason reason) {
    Outcome outcome = reader.read(answer(status, Optional.empty(), "{\"title\":\"no\"}"), 5);

    assertThat(outcome).isEqualTo(new Outcome.Refused(reason, "answered " + status + ": no"));
  }

  private static Answer answer(int status, Optional<String> retryAfter, String body) {
    return new Answer(status, retryAfter, body.getBytes(UTF_8));
  }
}
