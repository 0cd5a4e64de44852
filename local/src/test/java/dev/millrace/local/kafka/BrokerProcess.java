package dev.millrace.local.kafka;

import dev.millrace.local.apart.JavaProcess;
import dev.millrace.local.apart.Packaged;
import dev.millrace.platform.kafka.KafkaConnection;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;

/** Kafka's own server as a process, broker and controller at once, as the embedded one is told. */
public final class BrokerProcess {

  private static final Duration LONGEST_ANSWER = Duration.ofSeconds(2);

  private BrokerProcess() {}

  /**
   * Ports of a node, the same over all its lives.
   *
   * @param advertised where clients go, which may be a proxy's
   */
  public record Ports(int clients, int controller, int advertised) {}

  /** How to start a node whose log lies in the folder; formats it at the first time. */
  public static JavaProcess.Launch launch(Path folder, Path logs, Ports ports) throws IOException {
    new LogFolder(folder.toAbsolutePath().normalize()).prepare();
    Properties properties = NodeProperties.of(folder, ports.clients(), ports.controller());
    properties.put(
        "advertised.listeners", "PLAINTEXT://" + NodeProperties.HOST + ":" + ports.advertised());
    Path file = logs.resolve("server.properties");
    Files.createDirectories(logs);
    try (Writer writer = Files.newBufferedWriter(file)) {
      properties.store(writer, null);
    }
    List<String> options = new ArrayList<>(Packaged.module("local"));
    options.add("-Xmx384m");
    return new JavaProcess.Launch(
        "broker", logs, options, "kafka.Kafka", List.of(file.toString()), Map.of());
  }

  /** Whether clients are served. */
  public static boolean serves(KafkaConnection kafka) {
    try (Admin admin = Admin.create(kafka.properties("test"))) {
      return !admin
          .describeCluster()
          .nodes()
          .get(LONGEST_ANSWER.toMillis(), TimeUnit.MILLISECONDS)
          .isEmpty();
    } catch (ExecutionException | TimeoutException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
