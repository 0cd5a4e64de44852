package dev.millrace.local.kafka;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Properties;

/** What Kafka is told, to be one small node that holds every copy there is. */
final class NodeProperties {

  static final int NODE = 1;
  static final String HOST = "127.0.0.1";
  static final String CONTROLLER = "CONTROLLER";

  /** Room for the largest event and its envelope, as the topics of the catalogue allow. */
  private static final int MAX_MESSAGE_BYTES = 4 * 1024 * 1024;

  /**
   * How long a killed node's registration keeps the next start waiting (Kafka's own: 9 s). A pause
   * of the process that is longer only fences the node until its next heartbeat; 2 s was too short
   * on a busy machine.
   */
  private static final Duration SESSION = Duration.ofSeconds(5);

  private static final Duration HEARTBEAT = Duration.ofMillis(500);

  /** How often transactions that a killed process left open are looked for (Kafka's own: 10 s). */
  private static final Duration OPEN_TRANSACTIONS_CHECK = Duration.ofSeconds(1);

  /** A factory may rest for long: its groups go on where they were (Kafka's own: 7 days). */
  private static final Duration OFFSETS_KEPT = Duration.ofDays(3650);

  private NodeProperties() {}

  static Properties of(Path folder, int port, int controllerPort) {
    Properties properties = new Properties();
    properties.put("process.roles", "broker,controller");
    properties.put("node.id", String.valueOf(NODE));
    properties.put("log.dirs", folder.toString());
    listeners(properties, port, controllerPort);
    oneNode(properties);
    fewClients(properties);
    properties.put("broker.session.timeout.ms", millis(SESSION));
    properties.put("broker.heartbeat.interval.ms", millis(HEARTBEAT));
    properties.put(
        "transaction.abort.timed.out.transaction.cleanup.interval.ms",
        millis(OPEN_TRANSACTIONS_CHECK));
    properties.put("offsets.retention.minutes", String.valueOf(OFFSETS_KEPT.toMinutes()));
    properties.put("message.max.bytes", String.valueOf(MAX_MESSAGE_BYTES));
    // A misspelt name is an error, not a new topic.
    properties.put("auto.create.topics.enable", "false");
    return properties;
  }

  private static void listeners(Properties properties, int port, int controllerPort) {
    String clients = "PLAINTEXT://" + HOST + ":" + port;
    properties.put("listeners", clients + "," + CONTROLLER + "://" + HOST + ":" + controllerPort);
    properties.put("advertised.listeners", clients);
    properties.put("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
    properties.put("inter.broker.listener.name", "PLAINTEXT");
    properties.put("controller.listener.names", CONTROLLER);
    properties.put("controller.quorum.voters", NODE + "@" + HOST + ":" + controllerPort);
  }

  private static void oneNode(Properties properties) {
    properties.put("min.insync.replicas", "1");
    properties.put("offsets.topic.replication.factor", "1");
    properties.put("transaction.state.log.replication.factor", "1");
    properties.put("transaction.state.log.min.isr", "1");
    properties.put("share.coordinator.state.topic.replication.factor", "1");
    properties.put("share.coordinator.state.topic.min.isr", "1");
  }

  /** A few partitions and threads are enough, and start faster. */
  private static void fewClients(Properties properties) {
    properties.put("offsets.topic.num.partitions", "4");
    properties.put("transaction.state.log.num.partitions", "4");
    properties.put("num.network.threads", "2");
    properties.put("num.io.threads", "4");
    properties.put("num.recovery.threads.per.data.dir", "2");
    properties.put("log.cleaner.dedupe.buffer.size", String.valueOf(16 * 1024 * 1024));
    // Consumers of one process come all at once: nobody else is waited for.
    properties.put("group.initial.rebalance.delay.ms", "0");
  }

  private static String millis(Duration duration) {
    return String.valueOf(duration.toMillis());
  }
}
