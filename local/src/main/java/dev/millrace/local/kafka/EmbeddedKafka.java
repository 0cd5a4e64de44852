package dev.millrace.local.kafka;

import dev.millrace.platform.kafka.KafkaConnection;
import dev.millrace.platform.runtime.Health;
import dev.millrace.platform.runtime.Service;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.utils.Exit;
import org.apache.kafka.common.utils.Time;
import org.jspecify.annotations.Nullable;

/**
 * One Kafka node, broker and controller at once, in this process.
 *
 * <p><i>Shape</i>: its log lies in a folder and outlives the process, also one that was killed; the
 * ports may be others at each start. Listens on loopback only.
 *
 * <p><i>Owner</i>: one at a time in a process, because Kafka reports its own end through a hook of
 * the process.
 *
 * <p><i>Failure</i>: Kafka ends the process where it cannot go on (its disk is full, say). Here it
 * does not: {@link #health()} says that it failed, and whoever runs the process decides.
 */
public final class EmbeddedKafka implements Service {

  /** A clean stop takes about a second; the next start repairs one that was cut short. */
  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(30);

  private static final Duration FAILED_LIMIT = Duration.ofSeconds(2);

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
    this.folder = folder.toAbsolutePath().normalize();
    this.port = port == 0 ? freePort() : port;
    this.controllerPort = freePortBeside(this.port);
  }

  /** How to reach it. */
  public KafkaConnection connection() {
    return KafkaConnection.plaintext(NodeProperties.HOST + ":" + port);
  }

  @Override
  public String name() {
    return "kafka";
  }

  /**
   * Starts it and returns when it serves.
   *
   * @throws IllegalStateException where the port is taken, or the folder is in use or full
   */
  @Override
  public void start() {
    requireFreePort();
    LogFolder log = new LogFolder(folder);
    log.prepare();
    Exit.setExitProcedure((status, reason) -> failed());
    Exit.setHaltProcedure((status, reason) -> failed());
    KafkaRaftServer starting =
        new KafkaRaftServer(
            KafkaConfig.fromProps(NodeProperties.of(folder, port, controllerPort), false),
            Time.SYSTEM);
    server = starting;
    try {
      starting.startup();
    } catch (RuntimeException e) {
      close();
      throw new IllegalStateException(
          "Kafka does not start in " + folder + ": " + e.getMessage(), e);
    }
    if (health instanceof Health.Starting) {
      health = new Health.Running();
    }
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
      if (stops(running)) {
        Exit.resetExitProcedure();
        Exit.resetHaltProcedure();
      }
    }
  }

  /** A node whose disk failed waits for its controller, which is itself, for ever: not we. */
  private boolean stops(KafkaRaftServer running) {
    Thread closing = new Thread(running::shutdown, "kafka-close");
    closing.setDaemon(true);
    closing.start();
    try {
      closing.join((health instanceof Health.Failed ? FAILED_LIMIT : CLOSE_LIMIT).toMillis());
      return !closing.isAlive();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private void failed() {
    health =
        new Health.Failed(
            "Kafka stopped itself: its log in "
                + folder
                + " cannot be read or written (is the disk full?)");
  }

  private void requireFreePort() {
    try (ServerSocket probe = new ServerSocket()) {
      probe.setReuseAddress(true);
      probe.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    } catch (IOException e) {
      throw new IllegalStateException(
          "port "
              + port
              + " for Kafka is taken: stop what uses it, or choose others with --port-offset or"
              + " --free-ports",
          e);
    }
  }

  /** The system may well name a port a second time that nobody has bound since the first. */
  private static int freePortBeside(int other) {
    int port = freePort();
    while (port == other) {
      port = freePort();
    }
    return port;
  }

  private static int freePort() {
    try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return probe.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException("no port is free on " + NodeProperties.HOST, e);
    }
  }
}
