package dev.millrace.inference;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.millrace.inference.domain.Received;
import dev.millrace.inference.domain.Requests;
import dev.millrace.record.DeadLetter;
import dev.millrace.record.InferenceRequest;
import dev.millrace.record.Prediction;
import dev.millrace.schemas.Topics;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.operators.testutils.MockEnvironmentBuilder;
import org.apache.flink.streaming.api.datastream.AsyncDataStream.OutputMode;
import org.apache.flink.streaming.api.operators.async.AsyncWaitOperatorFactory;
import org.apache.flink.streaming.runtime.tasks.mailbox.Mail;
import org.apache.flink.streaming.runtime.tasks.mailbox.TaskMailbox;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/**
 * {@link ModelStage} in Flink's own operator, to be started, crashed and resumed.
 *
 * <p><i>Shape</i>: what the operator gives out is written when a test says so.
 */
abstract class RunningStage {

  /** Serialized openers find the world here. */
  static FakeSurroundings world = new FakeSurroundings();

  private static final String TOPIC = "inference-requests";
  private static final int CAPACITY = 100;
  static final int MAX_PARALLELISM = 8;
  private static final long NO_TIMEOUT = 0;

  @Nullable OneInputStreamOperatorTestHarness<Received, Settled> running;

  /** Of the job that runs. */
  static QuietStop stop = new QuietStop();

  static final Acknowledgements acknowledgements = new Acknowledgements();

  @BeforeEach
  void begin() {
    stop = new QuietStop();
    world = new FakeSurroundings();
  }

  @AfterEach
  void close() throws Exception {
    if (running != null) {
      running.close();
    }
  }

  void start() throws Exception {
    running = harness();
    job().open();
  }

  void resume(OperatorSubtaskState checkpoint) throws Exception {
    running = harness();
    job().initializeState(checkpoint);
    job().open();
  }

  /** Everything in memory is gone; what left the operator stays as it was written. */
  void crash() throws Exception {
    job().close();
  }

  OperatorSubtaskState checkpoint(long number) throws Exception {
    drain();
    OperatorSubtaskState state = job().snapshot(number, 0);
    job().notifyOfCompletedCheckpoint(number);
    return state;
  }

  void arrive(int... numbers) throws Exception {
    for (int number : numbers) {
      InferenceRequest request = Requests.classification();
      request.setRequestId("request-" + number);
      job().processElement(received(number, world.encode(request)), 0);
    }
  }

  void arriveUnder(String key, int... numbers) throws Exception {
    for (int number : numbers) {
      InferenceRequest request = Requests.classification();
      request.setRequestId("request-" + number);
      byte[] name = key.getBytes(UTF_8);
      job()
          .processElement(
              new Received(
                  TOPIC, 0, number, name, world.encode(request), new String[0], new byte[0][]),
              0);
    }
  }

  void arriveAt(int partition, long offset) throws Exception {
    InferenceRequest request = Requests.classification();
    request.setRequestId("request-" + partition + "-" + offset);
    job().processElement(received(partition, offset, world.encode(request)), 0);
  }

  /** The brokers take what has left the operator, and say so. */
  void write() throws Exception {
    settled().forEach(world::written);
    acknowledge();
  }

  /** The brokers say that they have all that has left the operator. */
  void acknowledge() throws Exception {
    try (Acknowledgements.Interceptor producer = new Acknowledgements.Interceptor()) {
      producer.configure(acknowledgements.settings());
      for (Settled settled : settled()) {
        producer.onAcknowledgement(
            null,
            null,
            OutletRecords.record(Topics.PREDICTIONS, settled.received(), new byte[0]).headers());
      }
    }
  }

  List<Prediction> predictions() throws Exception {
    return settled().stream().map(Settled::prediction).filter(Objects::nonNull).toList();
  }

  List<Settled> settled() throws Exception {
    drain();
    return new ArrayList<>(job().extractOutputValues());
  }

  OneInputStreamOperatorTestHarness<Received, Settled> job() {
    return Objects.requireNonNull(running, "the job has not been started");
  }

  static DeadLetter deadLetter(Settled settled) {
    return Objects.requireNonNull(settled.deadLetter(), "there is no dead letter");
  }

  /** What the task does between two records. */
  void drain() throws Exception {
    Optional<Mail> mail = job().getTaskMailbox().tryTake(TaskMailbox.MIN_PRIORITY);
    while (mail.isPresent()) {
      mail.get().run();
      mail = job().getTaskMailbox().tryTake(TaskMailbox.MIN_PRIORITY);
    }
  }

  static Received received(long offset, byte @Nullable [] value) {
    return received(0, offset, value);
  }

  static Received received(int partition, long offset, byte @Nullable [] value) {
    return new Received(TOPIC, partition, offset, null, value, new String[0], new byte[0][]);
  }

  static OneInputStreamOperatorTestHarness<Received, Settled> harness() throws Exception {
    return harness(1, 0);
  }

  static OneInputStreamOperatorTestHarness<Received, Settled> harness(int instances, int instance)
      throws Exception {
    return new OneInputStreamOperatorTestHarness<>(
        new AsyncWaitOperatorFactory<>(
            new ModelStage(() -> world, stop, acknowledgements),
            NO_TIMEOUT,
            CAPACITY,
            OutputMode.UNORDERED),
        new ReceivedType().createSerializer(new SerializerConfigImpl()),
        new MockEnvironmentBuilder()
            .setMaxParallelism(MAX_PARALLELISM)
            .setParallelism(instances)
            .setSubtaskIndex(instance)
            .build());
  }
}
