package dev.millrace.local.inference;

import dev.millrace.platform.kafka.KafkaConnection;
import dev.millrace.platform.kafka.TopicReader;
import dev.millrace.record.InferenceRequest;
import dev.millrace.record.Lane;
import dev.millrace.record.ModelState;
import dev.millrace.record.ModelVersion;
import dev.millrace.record.Prompt;
import dev.millrace.record.Task;
import dev.millrace.schemas.RequestId;
import dev.millrace.schemas.Topic;
import dev.millrace.schemas.Topics;
import dev.millrace.schemas.registry.SchemaRegistry;
import dev.millrace.schemas.wire.AvroCodec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** The topics around the job, for tests to write to and to read. */
record StageTopics(KafkaConnection kafka, SchemaRegistry registry) {

  static final String TENANT = "default";
  static final String PIPELINE = "tickets";

  /** Makes a model the pipeline's champion. */
  void appoint(String modelId) {
    write(
        Topics.MODEL_VERSIONS,
        Map.of(
            PIPELINE + "/1",
            ModelVersion.newBuilder()
                .setPipeline(PIPELINE)
                .setVersion(1)
                .setState(ModelState.CHAMPION)
                .setModelId(modelId)
                .setShare(1.0)
                .setReason("applied")
                .setChangedBy("test")
                .setChangedAt(Instant.EPOCH)
                .build()));
  }

  /** Terminal records written up to now. */
  long predictions() {
    return new TopicReader(kafka, registry)
        .ends(Topics.PREDICTIONS).values().stream().mapToLong(Long::longValue).sum();
  }

  <V extends SpecificRecord> List<V> read(Topic<V> topic) {
    List<V> values = new ArrayList<>();
    new TopicReader(kafka, registry).read(topic, record -> values.add(record.value()));
    return values;
  }

  <V extends SpecificRecord> void write(Topic<V> topic, Map<String, V> values) {
    AvroCodec<V> codec = new AvroCodec<>(topic, registry);
    Map<String, byte[]> raw = new HashMap<>();
    values.forEach((key, value) -> raw.put(key, codec.encode(value)));
    writeRaw(topic, raw);
  }

  void writeRaw(Topic<?> topic, Map<String, byte[]> values) {
    try (KafkaProducer<String, byte[]> producer = producer()) {
      values.forEach(
          (key, value) -> {
            Future<?> unused = producer.send(new ProducerRecord<>(topic.name(), key, value));
          });
      producer.flush();
    }
  }

  private KafkaProducer<String, byte[]> producer() {
    return producer(kafka.properties("test"));
  }

  KafkaProducer<String, byte[]> producer(Map<String, Object> properties) {
    return new KafkaProducer<>(properties, new StringSerializer(), new ByteArraySerializer());
  }

  static Map<String, InferenceRequest> requests(int from, int to) {
    Map<String, InferenceRequest> requests = new HashMap<>();
    for (int i = from; i < to; i++) {
      InferenceRequest request = request(i);
      requests.put(request.getEventId(), request);
    }
    return requests;
  }

  static InferenceRequest request(int number) {
    String event = "event-" + number;
    return InferenceRequest.newBuilder()
        .setRequestId(RequestId.of(TENANT, PIPELINE, event))
        .setEventId(event)
        .setTenant(TENANT)
        .setPipeline(PIPELINE)
        .setSpecRevision(1)
        .setTask(Task.CLASSIFICATION)
        .setPrompt(
            new Prompt(
                "Classify the ticket.",
                "My invoice of last month is wrong, number " + number,
                List.of("billing", "bug", "account")))
        .setFeatures(Map.of())
        .setLane(Lane.INTERACTIVE)
        .setOccurredAt(Instant.now())
        .setReceivedAt(Instant.now())
        .setDeadline(Instant.now().plus(Duration.ofDays(1)))
        .build();
  }
}
