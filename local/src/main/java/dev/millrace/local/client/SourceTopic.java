package dev.millrace.local.client;

import dev.millrace.platform.kafka.KafkaConnection;
import dev.millrace.schemas.Topics;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.errors.TopicExistsException;

/**
 * The topic of a producer's own that a pipeline reads.
 *
 * @param kafka the brokers it is on
 */
public record SourceTopic(KafkaConnection kafka, String name) {

  private static final long PATIENCE_SECONDS = 30;

  /** Whether the brokers have it, as far as they let this client see. */
  public boolean exists() throws IOException, InterruptedException {
    return asked(admin -> admin.listTopics().names().get(PATIENCE_SECONDS, TimeUnit.SECONDS))
        .contains(name);
  }

  /**
   * Creates it with as many partitions as {@code raw-events} is made with, and the brokers' own
   * replication and retention.
   *
   * @return false where it is there already, and is left as it is
   * @throws IOException where the brokers refuse
   */
  public boolean create() throws IOException, InterruptedException {
    NewTopic topic =
        new NewTopic(name, Optional.of(Topics.RAW_EVENTS.partitions()), Optional.empty());
    return asked(
        admin -> {
          try {
            admin.createTopics(List.of(topic)).all().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            return true;
          } catch (ExecutionException e) {
            if (e.getCause() instanceof TopicExistsException) {
              return false;
            }
            throw e;
          }
        });
  }

  @FunctionalInterface
  private interface Question<T> {
    T ask(Admin admin) throws ExecutionException, InterruptedException, TimeoutException;
  }

  private <T> T asked(Question<T> question) throws IOException, InterruptedException {
    try (Admin admin = Admin.create(kafka.properties("millrace-source-topic"))) {
      return question.ask(admin);
    } catch (ExecutionException e) {
      throw new IOException(
          "the brokers refuse what is asked about the topic "
              + name
              + ": "
              + (e.getCause() == null ? e : e.getCause()).getMessage(),
          e);
    } catch (TimeoutException e) {
      throw new IOException(
          "the brokers do not answer within " + PATIENCE_SECONDS + " s about the topic " + name, e);
    }
  }
}
