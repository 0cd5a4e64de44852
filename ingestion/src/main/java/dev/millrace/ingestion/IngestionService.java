package dev.millrace.ingestion;

import dev.millrace.ingestion.gateway.Addition;
import dev.millrace.ingestion.gateway.Gateway;
import dev.millrace.ingestion.kafka.ReceivedOffsets;
import dev.millrace.ingestion.kafka.RecordTraces;
import dev.millrace.ingestion.privacy.KeyFile;
import dev.millrace.ingestion.privacy.PersonalDataPrivacy;
import dev.millrace.ingestion.schema.SchemaShapes;
import dev.millrace.ingestion.source.SourceFeeds;
import dev.millrace.platform.kafka.CompactedView;
import dev.millrace.platform.runtime.Health;
import dev.millrace.platform.runtime.Parts;
import dev.millrace.platform.runtime.Service;
import dev.millrace.platform.streams.DeadThreads;
import dev.millrace.platform.streams.StreamsInstance;
import dev.millrace.platform.streams.StreamsMeters;
import dev.millrace.platform.telemetry.Meters;
import dev.millrace.platform.telemetry.Telemetry;
import dev.millrace.record.PipelineSpec;
import dev.millrace.schemas.Topics;
import dev.millrace.schemas.access.Groups;
import dev.millrace.schemas.registry.SchemaRegistry;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.jspecify.annotations.Nullable;

/**
 * Ingestion as a service: the gateway, the feeds of producers' own topics, and the topology behind
 * both. Without threads it is the gateway alone, which needs far fewer rights at the brokers.
 *
 * <p><i>Failure</i>: a stream thread that dies is replaced and goes on from its last commit; where
 * another process goes by the same instance name, this one stops.
 */
public final class IngestionService implements Service {

  /** Consumer group that takes raw-events: its committed offsets say how far it has come. */
  public static final String GROUP = Groups.INGESTION;

  /**
   * Half the latency of a request is the commit that makes it visible: as short as a small machine
   * bears.
   */
  private static final Duration COMMIT = Duration.ofMillis(50);

  private static final Duration STOP = Duration.ofSeconds(10);

  private static final Duration PAUSE = Duration.ofSeconds(1);

  private final IngestionSettings settings;
  private final Supplier<Collection<Service>> jobs;
  private final List<Addition> additions;
  private final CountDownLatch closing = new CountDownLatch(1);
  private volatile @Nullable Telemetry telemetry;
  private volatile @Nullable CompactedView<PipelineSpec> specs;
  private volatile @Nullable KafkaStreams streams;
  private volatile @Nullable StreamsMeters measured;
  private volatile @Nullable SourceFeeds feeds;
  private volatile @Nullable Gateway gateway;

  /** One that is alone in its process. */
  public IngestionService(IngestionSettings settings) {
    this.settings = settings;
    this.jobs = () -> List.of(this);
    this.additions = List.of();
  }

  /**
   * One that is alone in its process, with more than a gateway's own operations.
   *
   * @param additions taken over
   */
  public IngestionService(IngestionSettings settings, List<Addition> additions) {
    this.settings = settings;
    this.jobs = () -> List.of(this);
    this.additions = List.copyOf(additions);
  }

  /**
   * One among others.
   *
   * @param jobs all that run in its process, itself among them: its gateway tells how they are
   * @param additions taken over
   */
  public IngestionService(
      IngestionSettings settings, Supplier<Collection<Service>> jobs, List<Addition> additions) {
    this.settings = settings;
    this.jobs = jobs;
    this.additions = List.copyOf(additions);
  }

  @Override
  public String name() {
    return "ingestion";
  }

  @Override
  public void start() {
    KeyFile keys = KeyFile.open(settings.personalDataKeys(), InstantSource.system());
    SchemaRegistry registry = settings.registry().client();
    CompactedView<PipelineSpec> view =
        CompactedView.open(Topics.PIPELINES, settings.kafka(), registry);
    specs = view;
    Telemetry spans = Telemetry.open(settings.telemetry(), "ingestion");
    telemetry = spans;
    if (settings.threads() > 0) {
      takeIn(registry, view, new PersonalDataPrivacy(keys::keyring), spans);
    }
    gateway =
        Gateway.open(
            new Gateway.Connections(settings.listener(), settings.kafka(), registry, spans),
            new Gateway.Access(settings.keys(), settings.limits()),
            view,
            new Gateway.Outgoing(
                settings.predictionIndex(),
                settings.streams(),
                settings.costIndex(),
                settings.qualityIndex()),
            new Gateway.Home(this::isTakingIn, jobs, additions));
  }

  /** What a gateway alone leaves to others, and has no rights to. */
  private void takeIn(
      SchemaRegistry registry,
      CompactedView<PipelineSpec> view,
      PersonalDataPrivacy privacy,
      Telemetry spans) {
    ReceivedOffsets received = new ReceivedOffsets();
    Properties properties = properties(settings);
    received.listenTo(properties);
    KafkaStreams running =
        new KafkaStreams(
            IngestionTopology.build(
                registry,
                new FreshSpecs(
                    view::find,
                    view::catchUp,
                    event -> received.end(event.getTopic(), event.getPartition())),
                new SchemaShapes(),
                privacy,
                new RecordTraces(spans, GROUP)),
            properties);
    running.setUncaughtExceptionHandler(
        new DeadThreads("ingestion", settings.instance(), closing, PAUSE));
    running.start();
    measured = StreamsMeters.open(Meters.ofProcess(), name(), running::metrics);
    streams = running;
    feeds =
        SourceFeeds.open(
            new SourceFeeds.Connections(
                settings.kafka(), registry, settings.instance(), privacy::sealed, spans),
            view::values,
            InstantSource.system());
  }

  private boolean isTakingIn() {
    KafkaStreams running = streams;
    return running == null || running.state() == KafkaStreams.State.RUNNING;
  }

  /** Where the gateway listens; known once it is started. */
  public URI address() {
    Gateway open = gateway;
    if (open == null) {
      throw new IllegalStateException("the gateway is not open");
    }
    return open.address();
  }

  @Override
  public Health health() {
    KafkaStreams running = streams;
    if (gateway == null) {
      return new Health.Starting();
    }
    if (running == null) {
      return new Health.Running();
    }
    return switch (running.state()) {
      case RUNNING -> new Health.Running();
      case CREATED, REBALANCING -> new Health.Starting();
      case PENDING_SHUTDOWN, NOT_RUNNING, PENDING_ERROR, ERROR ->
          new Health.Failed(
              "the topology of ingestion is " + running.state() + ": its log says why");
    };
  }

  @Override
  public void close() {
    closing.countDown();
    Parts parts = new Parts("ingestion");
    Telemetry spans = telemetry;
    if (spans != null) {
      parts.add(spans);
    }
    CompactedView<PipelineSpec> view = specs;
    if (view != null) {
      parts.add(view);
    }
    KafkaStreams running = streams;
    if (running != null) {
      parts.add(() -> running.close(STOP));
    }
    StreamsMeters meters = measured;
    if (meters != null) {
      parts.add(meters);
    }
    SourceFeeds feeding = feeds;
    if (feeding != null) {
      parts.add(feeding);
    }
    Gateway open = gateway;
    if (open != null) {
      parts.add(open);
    }
    parts.close();
  }

  /** How Kafka Streams runs the topology of an instance with such settings. */
  public static Properties properties(IngestionSettings settings) {
    Properties properties =
        new StreamsInstance(
                settings.kafka(),
                GROUP,
                settings.instance(),
                settings.stateFolder(),
                settings.threads())
            .properties(COMMIT);
    // A task reads one partition: there is no other that it might wait for.
    properties.put(StreamsConfig.MAX_TASK_IDLE_MS_CONFIG, StreamsConfig.MAX_TASK_IDLE_MS_DISABLED);
    return properties;
  }
}
