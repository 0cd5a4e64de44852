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
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
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
  private static final Duration PAUSE = Duration.ofSeconds(1);
  private static final Duration STOP = Duration.ofSeconds(3);

  private final PublisherSettings settings;
  private final WebhookSettings webhook;
  private final KafkaClients clients;
  private final InstantSource clock = InstantSource.system();
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Thread worker = new Thread(this::work, NAME);
  private volatile Health health = new Health.Starting();

  private WebhookService(PublisherSettings settings, WebhookSettings webhook) {
    this.settings = settings;
    this.webhook = webhook;
    this.clients = new KafkaClients(settings.kafka());
    worker.setDaemon(true);
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
    return health;
  }

  @Override
  @SuppressWarnings("Interruption") // the worker is meant to be told
  public void close() {
    closing.countDown();
    try {
      worker.join(STOP.toMillis());
      // It waits for an answer: what it has told is told again in the next life.
      worker.interrupt();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void work() {
    new Lives(NAME, this::send, PAUSE, clock, now -> health = now).live(closing);
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
                  this::rest,
                  clock,
                  new SecureRandom()),
              settings.alerts().runbooks(),
              now -> health = now);
      health = new Health.Running();
      while (closing.getCount() > 0) {
        sender.turn();
      }
    } finally {
      // Whoever closes while interrupted leaves clients of Kafka half-way.
      var unused = Thread.interrupted();
      parts.close();
    }
  }

  private void rest(Duration time) {
    try {
      var unused = closing.await(time.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
