package dev.millrace.local.kafka;

import dev.millrace.platform.kafka.KafkaConnection;
import dev.millrace.platform.runtime.Health;
import dev.millrace.platform.runtime.Service;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;
import org.jspecify.annotations.Nullable;

/**
 * One Kafka node, broker and controller at once, in this process.
 *
 * <p><i>Shape</i>: its log lies in a folder and outlives the process, also one that was killed; the
 * ports may be others at each start. Listens on loopback only.
 */
public final class EmbeddedKafka implements Service {

  private static final int NODE = 1;
  private static final String HOST = "127.0.0.1";

  private final Path folder;
  private final int port;
  private final int controllerPort;
  private @Nullable KafkaRaftServer server;
  private volatile Health health = new Health.Starting();

  /**
   * A node that is not started yet.
   *
   * @param folder where the log lies; made if it is not there
   * @param port 0 picks a free one
   */
  public EmbeddedKafka(Path folder, int port) {
    this.folder = folder;
    this.port = port == 0 ? freePort() : port;
    this.controllerPort = freePort();
  }

  /** How to reach it. */
  public KafkaConnection connection() {
    return KafkaConnection.plaintext(HOST + ":" + port);
  }

  @Override
  public String name() {
    return "kafka";
  }

  /** Starts it and returns when it serves. */
  @Override
  public void start() {
    requireFree(port);
    try {
      Files.createDirectories(folder);
      format();
    } catch (IOException e) {
      throw new UncheckedIOException(
          "the folder " + folder + " cannot hold Kafka's log: " + e.getMessage(), e);
    }
    KafkaRaftServer starting =
        new KafkaRaftServer(KafkaConfig.fromProps(properties(), false), Time.SYSTEM);
    starting.startup();
    server = starting;
    health = new Health.Running();
  }

  @Override
  public Health health() {
    return health;
  }

  @Override
  public void close() {
    KafkaRaftServer running = server;
    if (running != null) {
      server = null;
      running.shutdown();
      running.awaitShutdown();
    }
  }

  private void format() throws IOException {
    if (Files.exists(folder.resolve("meta.properties"))) {
      return;
    }
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    Formatter formatter =
        new Formatter()
            .setPrintStream(new PrintStream(said, true, StandardCharsets.UTF_8))
            .setNodeId(NODE)
            .setClusterId(Uuid.randomUuid().toString())
            .addDirectory(folder.toString())
            .setMetadataLogDirectory(folder.toString())
            .setReleaseVersion(MetadataVersion.latestProduction())
            .setControllerListenerName("CONTROLLER")
            .setIgnoreFormatted(true);
    try {
      formatter.run();
    } catch (IOException e) {
      throw e;
    } catch (Exception e) {
      throw new IOException("formatting failed: " + e.getMessage(), e);
    }
  }

  private Properties properties() {
    Properties properties = new Properties();
    properties.put("process.roles", "broker,controller");
    properties.put("node.id", String.valueOf(NODE));
    properties.put("controller.quorum.voters", NODE + "@" + HOST + ":" + controllerPort);
    properties.put("controller.listener.names", "CONTROLLER");
    properties.put("inter.broker.listener.name", "PLAINTEXT");
    properties.put("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
    properties.put(
        "listeners",
        "PLAINTEXT://" + HOST + ":" + port + ",CONTROLLER://" + HOST + ":" + controllerPort);
    properties.put("advertised.listeners", "PLAINTEXT://" + HOST + ":" + port);
    properties.put("log.dirs", folder.toString());
    properties.put("auto.create.topics.enable", "false");
    // One node holds every copy there is.
    properties.put("offsets.topic.replication.factor", "1");
    properties.put("transaction.state.log.replication.factor", "1");
    properties.put("transaction.state.log.min.isr", "1");
    properties.put("share.coordinator.state.topic.replication.factor", "1");
    properties.put("share.coordinator.state.topic.min.isr", "1");
    properties.put("min.insync.replicas", "1");
    // Few clients: a few partitions and threads are enough, and start faster.
    properties.put("offsets.topic.num.partitions", "4");
    properties.put("transaction.state.log.num.partitions", "4");
    properties.put("num.network.threads", "2");
    properties.put("num.io.threads", "4");
    properties.put("num.recovery.threads.per.data.dir", "2");
    properties.put("log.cleaner.dedupe.buffer.size", String.valueOf(16 * 1024 * 1024));
    // Consumers of one process come all at once: nobody else is waited for.
    properties.put("group.initial.rebalance.delay.ms", "0");
    properties.put("message.max.bytes", String.valueOf(4 * 1024 * 1024));
    return properties;
  }

  private static void requireFree(int port) {
    try (ServerSocket probe = new ServerSocket()) {
      probe.setReuseAddress(true);
      probe.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    } catch (IOException e) {
      throw new IllegalStateException(
          "port "
              + port
              + " for Kafka is taken: stop what uses it, or choose others with --port-offset or --free-ports",
          e);
    }
  }

  private static int freePort() {
    try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return probe.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException("no port is free on " + HOST, e);
    }
  }
}
