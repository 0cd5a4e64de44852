package dev.millrace.benchmarks.inference;

import dev.millrace.benchmarks.rig.ChildProcess;
import dev.millrace.benchmarks.rig.FlinkCopyMain;
import dev.millrace.benchmarks.rig.Workbench;
import dev.millrace.platform.runtime.Parts;
import dev.millrace.record.InferenceRequest;
import dev.millrace.record.Lane;
import dev.millrace.record.ModelState;
import dev.millrace.record.ModelVersion;
import dev.millrace.record.PipelineSpec;
import dev.millrace.record.Task;
import dev.millrace.schemas.Topic;
import dev.millrace.schemas.Topics;
import dev.millrace.schemas.spec.SchemaFiles;
import dev.millrace.schemas.spec.SpecReader;
import dev.millrace.schemas.spec.SpecResult;
import dev.millrace.schemas.wire.AvroCodec;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** A workbench with an endpoint beside it, and a pipeline whose champion is there. */
final class InferenceBench implements AutoCloseable {

  static final String PIPELINE = "tickets";
  static final String TENANT = "default";
  static final String MODEL = "amazon.nova-micro-v1:0";
  static final String SYSTEM = "Classify the support ticket into exactly one label.";
  static final int MAX_TOKENS = 16;

  static final Template TICKET =
      new Template(
          TENANT,
          PIPELINE,
          Lane.INTERACTIVE,
          Task.CLASSIFICATION,
          SYSTEM,
          List.of("billing", "bug", "account"),
          MAX_TOKENS);

  /** As it would be applied: the stage looks for the spec of each request. */
  private static final String SPEC =
      """
      apiVersion: millrace/v1
      pipeline: tickets
      task: classification
      prompt:
        system: Classify the support ticket into exactly one label.
        user: "{{text}}"
        labels: [billing, bug, account]
        maxTokens: 16
      models:
        champion: amazon.nova-micro-v1:0
      """;

  private final Parts parts;
  private final Workbench workbench;
  private final Endpoint endpoint;
  private final Path folder;
  private int stages;
  private long requests;

  private InferenceBench(Parts parts, Workbench workbench, Endpoint endpoint, Path folder) {
    this.parts = parts;
    this.workbench = workbench;
    this.endpoint = endpoint;
    this.folder = folder;
  }

  /**
   * Starts all of it.
   *
   * @param folder empty, its own
   * @param setup of the endpoint, as in docs/bedrock-local.md
   */
  static InferenceBench open(Path folder, String setup) throws IOException, InterruptedException {
    Parts parts = new Parts("the bench of the Bedrock stage");
    try {
      Workbench workbench = parts.add(Workbench.open(folder.resolve("kafka")));
      Endpoint endpoint = parts.add(Endpoint.start(folder.resolve("bedrock"), setup));
      InferenceBench bench = new InferenceBench(parts, workbench, endpoint, folder);
      bench.declare(spec());
      return bench;
    } catch (RuntimeException e) {
      throw parts.closeBecauseOf(e);
    }
  }

  Workbench workbench() {
    return workbench;
  }

  Endpoint endpoint() {
    return endpoint;
  }

  /**
   * Starts the job, which begins at the oldest request that there is.
   *
   * @param settings more of them
   */
  ChildProcess stage(Map<String, String> settings) throws IOException {
    Map<String, String> environment = new HashMap<>(workbench.environment());
    environment.put("MILLRACE_AWS_BEDROCK_ENDPOINT", endpoint.address().toString());
    environment.put("MILLRACE_AWS_ACCESS_KEY_ID", "local");
    environment.put("MILLRACE_AWS_SECRET_ACCESS_KEY", "local");
    environment.putAll(settings);
    stages++;
    return ChildProcess.start(
        StageMain.class.getName(), environment, folder.resolve("flink-" + stages).toString());
  }

  /** Starts a job that asks a model with what Flink and the SDK bring along. */
  ChildProcess plain(String model, int atOnce) throws IOException, InterruptedException {
    stages++;
    String topic = "plain-" + stages;
    workbench.create(topic, Topics.PREDICTIONS.partitions());
    return ChildProcess.start(
        PlainAsyncMain.class.getName(),
        workbench.environment(),
        folder.resolve(topic).toString(),
        topic,
        endpoint.address().toString(),
        String.valueOf(atOnce),
        model);
  }

  /** Starts a job that copies the requests to a topic. */
  ChildProcess copy(String topic) throws IOException {
    stages++;
    return ChildProcess.start(
        FlinkCopyMain.class.getName(),
        workbench.environment(),
        folder.resolve("copy-" + stages).toString(),
        Topics.INFERENCE_REQUESTS.name(),
        topic);
  }

  /** Writes so many new requests. */
  void publish(int count) {
    publish(count, TICKET);
  }

  /** Writes so many new requests of a kind, with the texts of tickets. */
  void publish(int count, Template template) {
    AvroCodec<InferenceRequest> codec =
        new AvroCodec<>(Topics.INFERENCE_REQUESTS, workbench.registry());
    try (Producer<String, byte[]> producer = producer()) {
      for (int i = 0; i < count; i++) {
        InferenceRequest request = nextRequest(template, user(requests));
        var unused =
            producer.send(
                new ProducerRecord<>(
                    Topics.INFERENCE_REQUESTS.name(), request.getEventId(), codec.encode(request)));
      }
    }
  }

  /** Terminal records written up to now. */
  long predictions() {
    return workbench.records(Topics.PREDICTIONS.name());
  }

  /** Forgets all requests and predictions, so that the next run finds none. */
  void clear() throws InterruptedException {
    workbench.clear(Topics.INFERENCE_REQUESTS.name());
    workbench.clear(Topics.PREDICTIONS.name());
  }

  /** The text of the nth event. */
  static String user(long number) {
    return "The invoice of order "
        + number
        + " shows a charge that I did not make, and the page says only that something went wrong."
        + " Could you please look at it?";
  }

  /** A new ticket; to be called by one thread at a time. */
  InferenceRequest nextRequest() {
    return nextRequest(TICKET, user(requests));
  }

  /** A new request; to be called by one thread at a time. */
  InferenceRequest nextRequest(Template template, String user) {
    long number = requests++;
    return template.request(new UUID(0x4d69_6c6cL, number).toString(), number, user);
  }

  Producer<String, byte[]> producer() {
    Map<String, Object> properties = workbench.kafka().properties("benchmark");
    properties.put(ProducerConfig.ACKS_CONFIG, "all");
    properties.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
    return new KafkaProducer<>(properties, new StringSerializer(), new ByteArraySerializer());
  }

  @Override
  public void close() {
    parts.close();
  }

  /** Declares a pipeline, whose champion is {@link #MODEL}. */
  void declare(PipelineSpec spec) {
    try (Producer<String, byte[]> producer = producer()) {
      send(producer, Topics.PIPELINES, spec.getPipeline(), spec);
    }
    appoint(spec.getPipeline());
  }

  private static PipelineSpec spec() {
    SpecResult result = new SpecReader(SchemaFiles.none()).readSupported(SPEC);
    if (result instanceof SpecResult.Valid valid) {
      return valid.spec();
    }
    throw new IllegalStateException("the benchmark's spec cannot be applied: " + result);
  }

  private void appoint(String pipeline) {
    ModelVersion champion =
        ModelVersion.newBuilder()
            .setPipeline(pipeline)
            .setVersion(1)
            .setState(ModelState.CHAMPION)
            .setModelId(MODEL)
            .setShare(1.0)
            .setReason("applied")
            .setChangedBy("benchmark")
            .setChangedAt(Instant.now())
            .build();
    try (Producer<String, byte[]> producer = producer()) {
      send(producer, Topics.MODEL_VERSIONS, pipeline + "/1", champion);
    }
  }

  private <V extends SpecificRecord> void send(
      Producer<String, byte[]> producer, Topic<V> topic, String key, V value) {
    byte[] bytes = new AvroCodec<>(topic, workbench.registry()).encode(value);
    var unused = producer.send(new ProducerRecord<>(topic.name(), key, bytes));
  }
}
