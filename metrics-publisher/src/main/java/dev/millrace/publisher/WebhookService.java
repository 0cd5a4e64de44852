package dev.millrace.publisher;

import dev.millrace.platform.kafka.Partitions;
import dev.millrace.platform.runtime.Health;
import dev.millrace.platform.runtime.Parts;
import dev.millrace.platform.runtime.Service;
import dev.millrace.publisher.webhook.HttpReceiver;
import dev.millrace.publisher.webhook.WebhookSettings;
import dev.millrace.schemas.Topics;
import dev.millrace.schemas.access.Groups;
import dev.millrace.schemas.registry.RegistryPatience;
import dev.millrace.schemas.wire.AvroCodec;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import org.apache.kafka.clients.consumer.Consumer;

/**
 * Sends what is in the topic {@code alerts} to its receiver, as a service: whoever wrote it, and
 * whatever becomes of who did.
 *
 * <p><i>Failure</i>: while brokers or the registry are away it begins anew, again and again; while
 * the receiver is, alerts wait ({@link AlertSender}).
 */
public final class WebhookService implements Service {

  /** Consumer group whose offsets say which alerts the receiver has. */
  public static final String GROUP = Groups.ALERTS_WEBHOOK;

  private static final String NAME = "alerts-webhook";
  private static final Duration STOP = Duration.ofSeconds(3);

  private final PublisherSettings settings;
  private final WebhookSettings webhook;
  private final KafkaClients clients;
  private final InstantSource clock = InstantSource.system();
  private final Worker worker = new Worker(NAME, this::send, clock);

  private WebhookService(PublisherSettings settings, WebhookSettings webhook) {
    this.settings = settings;
    this.webhook = webhook;
    this.clients = new KafkaClients(settings.kafka());
  }

  /** Absent where nobody is to be told. */
  public static Optional<Service> of(PublisherSettings settings) {
    return settings.alerts().webhook().map(webhook -> new WebhookService(settings, webhook));
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
    // It waits for an answer: what it has told is told again in the next life.
    worker.closeOrInterrupt(STOP);
  }

  private void send() {
    Parts parts = new Parts(NAME);
    try {
      Consumer<byte[], byte[]> consumer = clients.consumer(GROUP);
      parts.add(consumer);
      consumer.assign(Partitions.of(consumer, Topics.ALERTS));
      AlertSender sender =
          new AlertSender(
              new AlertSender.Means(
                  new KafkaOutbox(
                      consumer,
                      new AvroCodec<>(
                          Topics.ALERTS, settings.registry().client(RegistryPatience.SHORT)),
                      clock),
                  new HttpReceiver(webhook, clock),
                  worker::rest,
                  clock,
                  new SecureRandom()),
              settings.alerts().runbooks(),
              worker::tell);
      worker.tell(new Health.Running());
      while (!worker.isClosing()) {
        sender.turn();
      }
    } finally {
      // Whoever closes while interrupted leaves clients of Kafka half-way.
      var unused = Thread.interrupted();
      parts.close();
    }
  }
}
