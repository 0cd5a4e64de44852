package dev.millrace.inference.bedrock;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.inference.domain.CallResult;
import dev.millrace.inference.domain.ModelInput;
import dev.millrace.inference.domain.Requests;
import dev.millrace.schemas.Cause;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Subscription;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseStreamResponse;

/** Ends of a stream that the client tells as no endpoint would have it. */
class AnswerStreamTest {

  private final AnswerStream stream =
      new AnswerStream(
          Requests.NOVA.modelId(),
          new ModelInput.Chat(Optional.empty(), "Begin.", 16, OptionalDouble.empty()),
          () -> Requests.BEGINNING,
          piece -> {});

  @Test
  void stopsListeningWhereTheClientGivesUp() {
    AtomicBoolean cancelled = new AtomicBoolean();
    stream
        .handler()
        .onEventStream(
            listener ->
                listener.onSubscribe(
                    new Subscription() {
                      @Override
                      public void request(long events) {}

                      @Override
                      public void cancel() {
                        cancelled.set(true);
                      }
                    }));

    stream.ended(new TimeoutException("the call took too long"));

    assertThat(stream.result()).isDone();
    assertThat(cancelled).isTrue();
  }

  @Test
  void endsThoughItsOutcomeCannotBeRead() {
    stream.handler().responseReceived(ConverseStreamResponse.builder().build());

    stream.ended(null);

    assertThat(((CallResult.Failed) stream.result().join()).cause()).isEqualTo(Cause.TRANSPORT);
  }

  @Test
  void isBrokenOffThoughItsOutcomeCannotBeRead() {
    stream.handler().responseReceived(ConverseStreamResponse.builder().build());

    stream.breakOff(Cause.KILLED, "enough of it");

    assertThat(stream.result()).isDone();
  }
}
