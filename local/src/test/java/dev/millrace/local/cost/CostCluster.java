package dev.millrace.local.cost;

import dev.millrace.cost.CostService;
import dev.millrace.cost.CostSettings;
import dev.millrace.local.apart.JavaProcess;
import dev.millrace.local.kafka.EmbeddedKafka;
import dev.millrace.local.registry.SchemaRegistryService;
import dev.millrace.platform.http.HttpListener;
import dev.millrace.platform.kafka.RegistryConnection;
import dev.millrace.platform.kafka.TopicCreator;
import dev.millrace.platform.kafka.TopicReader;
import dev.millrace.platform.settings.SettingsReader;
import dev.millrace.record.CostMetric;
import dev.millrace.record.Prediction;
import dev.millrace.record.Route;
import dev.millrace.schemas.Topics;
import dev.millrace.schemas.registry.SchemaRegistry;
import dev.millrace.schemas.wire.AvroCodec;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Future;
import java.util.function.Function;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Brokers and a registry, and instances of cost-aggregator on them. */
final class CostCluster implements AutoCloseable {

  private static final int MAX_BODY = 1 << 20;

  private final Path folder;
  private final EmbeddedKafka kafka;
  private final SchemaRegistryService registry;
  private final SchemaRegistry schemas;
  private final AvroCodec<CostMetric> metrics;

  CostCluster(Path folder) {
    this.folder = folder;
    this.kafka = new EmbeddedKafka(folder.resolve("kafka"), 0);
    kafka.start();
    this.registry =
        new SchemaRegistryService(
            kafka.connection(), HttpListener.loopback(0, "registry.port", MAX_BODY));
    registry.start();
    TopicCreator.create(kafka.connection(), 1);
    this.schemas = RegistryConnection.open(registry.address()).client();
    this.metrics = new AvroCodec<>(Topics.COST_METRICS, schemas);
  }

  /** An instance in this process, started. */
  CostService service(String instance) {
    return service(instance, CostService::new);
  }

  /** The same, made otherwise. */
  CostService service(String instance, Function<CostSettings, CostService> kind) {
    SettingsReader reader = SettingsReader.of(settings(instance));
    CostSettings settings = CostSettings.from(reader);
    reader.finish();
    CostService service = kind.apply(settings);
    service.start();
    return service;
  }

  /** An instance in a process of its own, to be killed. */
  Process process(String instance) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
                JavaProcess.command(
                    JavaProcess.ofTests("256m"), "dev.millrace.cost.CostMain", List.of()))
            .redirectOutput(ProcessBuilder.Redirect.INHERIT)
            .redirectError(ProcessBuilder.Redirect.INHERIT);
    settings(instance)
        .forEach(
            (key, value) ->
                builder
                    .environment()
                    .put(
                        "MILLRACE_"
                            + key.replace('.', '_').replace('-', '_').toUpperCase(Locale.ROOT),
                        value));
    return builder.start();
  }

  /** Writes records, each to a partition by chance. */
  void send(List<Prediction> records, Random random) throws Exception {
    List<Future<?>> writings = new ArrayList<>();
    AvroCodec<Prediction> codec = new AvroCodec<>(Topics.PREDICTIONS, schemas);
    try (KafkaProducer<String, byte[]> producer =
        new KafkaProducer<>(
            kafka.connection().properties("test"),
            new StringSerializer(),
            new ByteArraySerializer())) {
      for (Prediction record : records) {
        String topic =
            record.getRoute() == Route.SHADOW
                ? Topics.SHADOW_PREDICTIONS.name()
                : Topics.PREDICTIONS.name();
        int partition = random.nextInt(Topics.PREDICTIONS.partitions());
        writings.add(
            producer.send(
                new ProducerRecord<>(topic, partition, record.getEventId(), codec.encode(record))));
      }
    }
    for (Future<?> writing : writings) {
      Object unused = writing.get();
    }
  }

  /** The newest record of each window as bytes, without the id of their schema. */
  Map<String, byte[]> newest() {
    Map<String, byte[]> newest = new TreeMap<>();
    new TopicReader(kafka.connection(), schemas)
        .readRaw(
            Topics.COST_METRICS,
            record -> {
              byte[] value = record.value();
              byte[] body = new byte[value.length - 5];
              System.arraycopy(value, 5, body, 0, body.length);
              newest.put(CostTraffic.name(metrics.decode(value)), body);
            });
    return newest;
  }

  /** What the newest record of each window says. */
  Map<String, String> figures() {
    Map<String, String> figures = new TreeMap<>();
    new TopicReader(kafka.connection(), schemas)
        .read(
            Topics.COST_METRICS,
            record ->
                figures.put(CostTraffic.name(record.value()), CostTraffic.figures(record.value())));
    return figures;
  }

  private Map<String, String> settings(String instance) {
    return new HashMap<>(
        Map.of(
            "kafka.bootstrap",
            kafka.connection().bootstrap(),
            "registry.address",
            registry.address().toString(),
            "cost.instance",
            instance,
            "cost.state-folder",
            folder.resolve(instance).toString(),
            "cost.roll-up-interval",
            "300ms",
            "cost.write-interval",
            "100ms",
            "cost.queries.port",
            "0"));
  }

  @Override
  public void close() {
    registry.close();
    kafka.close();
  }
}
