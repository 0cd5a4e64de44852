package dev.millrace.ingestion.client;

import static dev.millrace.ingestion.client.ProducerFixture.end;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.ingestion.client.StandInGateway.Reply;
import dev.millrace.ingestion.client.StandInGateway.Request;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Feedback as the gateway reads it. */
class FeedbackProducerTest {

  private final ProducerFixture fixture = new ProducerFixture();
  private final FeedbackProducer producer =
      new FeedbackProducer(
          new Dispatch(
              fixture.courier(fixture.settings(), Wire.FEEDBACK), Duration.ofMinutes(1), () -> {}));

  FeedbackProducerTest() throws IOException {}

  @AfterEach
  void close() {
    producer.close();
    fixture.close();
  }

  @Test
  void goesAsLinesInOneRequest() throws Exception {
    fixture.gateway.usually(Reply.accept(line -> !line.path("label").asText().equals("unknown")));
    CompletionStage<Delivery> first =
        producer.send(
            Feedback.label("a", "billing")
                .withRating(0.5)
                .withSource("agent")
                .withObservedAt(Instant.EPOCH));
    CompletionStage<Delivery> second =
        producer.sendJson("{\"eventId\":\"b\",\n\"label\":\"unknown\"}");
    CompletionStage<Delivery> third =
        producer.send(
            new Feedback(
                new Feedback.Subject.Request("r"),
                Optional.empty(),
                Optional.of(1.0),
                Optional.empty(),
                Optional.empty()));

    producer.flush();

    Request request = fixture.gateway.request();
    assertThat(request.path()).isEqualTo("/v1/pipelines/tickets/feedback");
    assertThat(request.headers()).containsEntry("Content-type", "application/x-ndjson");
    assertThat(request.parts())
        .extracting(JsonNode::toString)
        .containsExactly(
            "{\"eventId\":\"a\",\"label\":\"billing\",\"rating\":0.5,\"source\":\"agent\","
                + "\"observedAt\":\"1970-01-01T00:00:00Z\"}",
            "{\"eventId\":\"b\",\"label\":\"unknown\"}",
            "{\"requestId\":\"r\",\"rating\":1.0}");
    assertThat(end(first)).isEqualTo(ProducerFixture.accepted("a"));
    assertThat(end(second)).isEqualTo(new Delivery.Rejected("INVALID_FIELD", "it is bad"));
    assertThat(end(third)).isInstanceOf(Delivery.Accepted.class);
    assertThat(producer.counts()).isEqualTo(new ProducerCounts(3, 2, 1, 0, 0, 0, 0));
  }

  @Test
  void feedbackThatSaysNothingIsNotMade() {
    Feedback.Subject subject = new Feedback.Subject.Event("a");

    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                new Feedback(
                    subject,
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty()))
        .withMessage("feedback has neither label nor rating: give one of them");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Feedback.rating("a", 1.5))
        .withMessage("the rating is 1.5, expected a number from 0 to 1");
    assertThatIllegalArgumentException().isThrownBy(() -> producer.sendJson(" \n"));
  }
}
