package dev.millrace.publisher;

import dev.millrace.platform.kafka.CompactedView;
import dev.millrace.platform.kafka.TopicReader;
import dev.millrace.platform.runtime.Health;
import dev.millrace.platform.runtime.Parts;
import dev.millrace.platform.runtime.Service;
import dev.millrace.platform.telemetry.Meters;
import dev.millrace.publisher.domain.WindowDelays;
import dev.millrace.schemas.Topics;
import dev.millrace.schemas.access.Groups;
import dev.millrace.schemas.registry.RegistryPatience;
import dev.millrace.schemas.registry.SchemaRegistry;
import dev.millrace.schemas.wire.AvroCodec;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * metrics-publisher as a service. One is at work at a time: another that is started takes over.
 *
 * <p><i>Failure</i>: while brokers or the registry are away, or do not have the topics yet, it
 * begins anew, again and again, from what is written down. Where another takes over, this one fails
 * ({@link Lives}).
 */
public final class PublisherService implements Service {

  /** Consumer group whose offsets say how far it has come. */
  public static final String GROUP = Groups.METRICS_PUBLISHER;

  private static final Logger LOG = LoggerFactory.getLogger(PublisherService.class);
  private static final String NAME = "metrics-publisher";

  private static final Duration STOP = Duration.ofSeconds(5);

  /** One attempt in vain is nothing to tell. */
  private static final int MANY_FAILURES = 3;

  private final PublisherSettings settings;
  private final KafkaClients clients;
  private final Meters meters;
  private final InstantSource clock = InstantSource.system();
  private final Worker worker = new Worker(NAME, this::publish, clock);

  public PublisherService(PublisherSettings settings) {
    this(settings, Meters.ofProcess());
  }

  PublisherService(PublisherSettings settings, Meters meters) {
    this.settings = settings;
    this.clients = new KafkaClients(settings.kafka());
    this.meters = meters;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public void start() {
    worker.start();
  }

  @Override
  public Health health() {
    return worker.health();
  }

  @Override
  public void close() {
    worker.close(STOP);
  }

  /** Until it is closed, or topics have other partitions. */
  private void publish() {
    Parts parts = new Parts(NAME);
    try {
      Consumer<byte[], byte[]> consumer = parts.add(clients.consumer(GROUP));
      List<TopicPartition> partitions = KafkaSource.partitions(consumer);
      consumer.assign(partitions);
      PublisherJob job = open(parts, consumer, partitions);
      PartitionWatch watch = new PartitionWatch(consumer, partitions, clock);
      while (!worker.isClosing()) {
        job.turn();
        if (watch.sawOthers()) {
          LOG.info("topics of metrics have other partitions: metrics-publisher begins anew");
          return;
        }
      }
    } finally {
      parts.close();
    }
  }

  private PublisherJob open(
      Parts parts, Consumer<byte[], byte[]> consumer, List<TopicPartition> partitions) {
    SchemaRegistry registry = settings.registry().client(RegistryPatience.SHORT);
    KafkaJournal journal =
        parts.add(
            new KafkaJournal(
                clients.producer(GROUP),
                new AvroCodec<>(Topics.PUBLISHED_WINDOWS, registry),
                consumer.groupMetadata(),
                new KafkaJournal.Written(
                    () ->
                        new TopicReader(settings.kafka(), registry)
                            .newest(Topics.PUBLISHED_WINDOWS),
                    () -> committed(consumer, partitions))));
    Journal.Past past = journal.past();
    WindowDelays delays = new WindowDelays(clock.instant());
    Inquiry inquiry =
        parts.add(
            new Inquiry(
                new GroupLags(settings.kafka()),
                CompactedView.open(Topics.PIPELINES, settings.kafka(), registry),
                delays));
    return new PublisherJob(
        settings.terms(),
        past,
        new PublisherJob.Means(
            new KafkaSource(consumer, begins(consumer, partitions), registry, delays),
            journal,
            parts.add(new MeteredSink(sink(), meters)),
            inquiry::at,
            clock,
            new SecureRandom()),
        this::told);
  }

  private Sink sink() {
    return switch (settings.mode()) {
      case CLOUDWATCH -> new CloudWatchSink(settings.aws(), settings.cloudWatch());
      case EMF -> new EmfSink(new FileOutputStream(FileDescriptor.out));
      case NONE -> new NoSink();
    };
  }

  private void told(Standing standing) {
    worker.tell(
        standing.failures() < MANY_FAILURES
            ? new Health.Running()
            : new Health.Impaired(
                "batch "
                    + (standing.batches() + 1)
                    + " was not taken "
                    + standing.failures()
                    + " times, lately because of "
                    + standing.why()
                    + "; "
                    + standing.waiting()
                    + " windows wait, nothing is lost"));
  }

  private static Map<TopicPartition, Long> begins(
      Consumer<byte[], byte[]> consumer, List<TopicPartition> partitions) {
    Map<TopicPartition, Long> begins = new HashMap<>();
    committed(consumer, partitions)
        .forEach((partition, offset) -> begins.put(partition, offset.offset()));
    return begins;
  }

  private static Map<TopicPartition, OffsetAndMetadata> committed(
      Consumer<byte[], byte[]> consumer, List<TopicPartition> partitions) {
    Map<TopicPartition, OffsetAndMetadata> committed =
        new HashMap<>(consumer.committed(new HashSet<>(partitions)));
    committed.values().removeIf(Objects::isNull);
    return committed;
  }
}
