package dev.millrace.publisher;

import dev.millrace.platform.kafka.CompactedView;
import dev.millrace.platform.kafka.TopicReader;
import dev.millrace.platform.runtime.Health;
import dev.millrace.platform.runtime.Parts;
import dev.millrace.platform.runtime.Service;
import dev.millrace.publisher.AlertJournal.Past;
import dev.millrace.publisher.AlertJournal.Told;
import dev.millrace.publisher.domain.WindowDelays;
import dev.millrace.publisher.domain.alarms.Alarms;
import dev.millrace.record.Alert;
import dev.millrace.schemas.Topics;
import dev.millrace.schemas.access.Groups;
import dev.millrace.schemas.registry.RegistryPatience;
import dev.millrace.schemas.registry.SchemaRegistry;
import dev.millrace.schemas.wire.AvroCodec;
import dev.millrace.schemas.wire.UnreadableRecordException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds what is measured against the alarms, as a service beside metrics-publisher and apart from
 * it: CloudWatch may be away, or nobody may want it.
 *
 * <p><i>Failure</i>: as metrics-publisher ({@link Lives}): one is at work at a time.
 */
public final class AlertService implements Service {

  /** Consumer group whose offsets say how far records were looked at; transactional id too. */
  public static final String GROUP = Groups.ALERTS;

  private static final Logger LOG = LoggerFactory.getLogger(AlertService.class);
  private static final String NAME = "alerts";

  /** A registry that is started anew is no trouble. */
  private static final Duration LONG_BEHIND = Duration.ofMinutes(1);

  private static final Duration STOP = Duration.ofSeconds(3);

  private final PublisherSettings settings;
  private final KafkaClients clients;
  private final InstantSource clock = InstantSource.system();
  private final Worker worker = new Worker(NAME, this::watch, clock);

  public AlertService(PublisherSettings settings) {
    this.settings = settings;
    this.clients = new KafkaClients(settings.kafka());
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
  private void watch() {
    Parts parts = new Parts(NAME);
    try {
      Consumer<byte[], byte[]> consumer = parts.add(clients.consumer(GROUP));
      List<TopicPartition> partitions = KafkaSource.partitions(consumer);
      consumer.assign(partitions);
      Instant begun = clock.instant();
      AlertJob job = open(parts, consumer, partitions);
      PartitionWatch watch = new PartitionWatch(consumer, partitions, clock);
      while (!worker.isClosing()) {
        job.turn();
        worker.tell(standing(begun.isAfter(job.lookedUpTo()) ? begun : job.lookedUpTo()));
        if (watch.sawOthers()) {
          LOG.info("topics of metrics have other partitions: alerts begin anew");
          return;
        }
      }
    } finally {
      parts.close();
    }
  }

  private Health standing(Instant lookedUpTo) {
    return clock.instant().isAfter(lookedUpTo.plus(LONG_BEHIND))
        ? new Health.Impaired(
            "records of the metrics topics since "
                + lookedUpTo
                + " wait to be read: until they are, no alert closes; its log says why")
        : new Health.Running();
  }

  private AlertJob open(
      Parts parts, Consumer<byte[], byte[]> consumer, List<TopicPartition> partitions) {
    SchemaRegistry registry = settings.registry().client(RegistryPatience.SHORT);
    AvroCodec<Alert> codec = new AvroCodec<>(Topics.ALERTS, registry);
    KafkaAlertJournal journal =
        parts.add(
            new KafkaAlertJournal(
                clients.producer(GROUP),
                codec,
                consumer.groupMetadata(),
                clock,
                () ->
                    new Past(told(codec, registry), LookedAt.by(consumer, partitions).counted())));
    Past past = journal.past();
    WindowDelays delays = new WindowDelays(clock.instant());
    KafkaSource source =
        new KafkaSource(
            consumer,
            LookedAt.by(consumer, partitions).begins(Alarms.LOOK_BACK, clock.instant()),
            registry,
            delays);
    Inquiry inquiry =
        parts.add(
            new Inquiry(
                new GroupLags(settings.kafka()),
                CompactedView.open(Topics.PIPELINES, settings.kafka(), registry),
                delays));
    GroupMark mark = parts.add(new GroupMark(settings.kafka(), PublisherService.GROUP));
    SentBatches batches = new SentBatches(mark::newest);
    return new AlertJob(
        past,
        new AlertJob.Means(
            source,
            journal,
            now -> Stream.concat(inquiry.groups(now).stream(), batches.at(now).stream()).toList(),
            inquiry::windows,
            clock));
  }

  private List<Told> told(AvroCodec<Alert> codec, SchemaRegistry registry) {
    List<Told> told = new ArrayList<>();
    new TopicReader(settings.kafka(), registry)
        .readRaw(
            Topics.ALERTS,
            record -> {
              try {
                if (record.value() != null) {
                  told.add(
                      new Told(
                          codec.decode(record.value()), Instant.ofEpochMilli(record.timestamp())));
                }
              } catch (UnreadableRecordException e) {
                LOG.error("{} of alerts cannot be read and is passed over", record.offset(), e);
              }
            });
    return told;
  }
}
