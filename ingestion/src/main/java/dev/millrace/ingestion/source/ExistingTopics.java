package dev.millrace.ingestion.source;

import dev.millrace.platform.kafka.KafkaConnection;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;

/** The topics that the brokers have; one connection for all looks. */
final class ExistingTopics implements SourceFeeds.TopicNames {

  private static final long PATIENCE_MILLIS = 5_000;
  private static final Duration CLOSE = Duration.ofSeconds(1);

  private final Admin admin;

  ExistingTopics(KafkaConnection kafka, String instance) {
    this.admin = Admin.create(kafka.properties("millrace-source-feeds-" + instance));
  }

  @Override
  public Set<String> all() {
    try {
      return admin.listTopics().names().get(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new KafkaException("the topics cannot be listed", e);
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    }
  }

  @Override
  public void close() {
    admin.close(CLOSE);
  }
}
