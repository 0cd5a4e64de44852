package dev.millrace.local.apart;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A Flink cluster with high availability on this machine: how its ZooKeeper, its JobManager and its
 * TaskManagers are started, each as a process. A JobManager that is started again takes over the
 * jobs of the one that died.
 *
 * @param folder of configuration, logs, checkpoints and savepoints
 * @param restPort where the JobManager is asked
 * @param zooKeeperPort where it is written down who leads, and which jobs there are
 */
public record FlinkCluster(Path folder, int restPort, int zooKeeperPort) {

  private static final int SLOTS = 2;
  private static final int CONNECTING_MILLIS = 1_000;
  private static final String SESSION =
      "org.apache.flink.runtime.entrypoint.StandaloneSessionClusterEntrypoint";
  private static final String TASK_MANAGER =
      "org.apache.flink.runtime.taskexecutor.TaskManagerRunner";
  private static final String ZOO_KEEPER =
      "org.apache.flink.runtime.zookeeper.FlinkZooKeeperQuorumPeer";

  /** As Flink's own start scripts open them for Java 17. */
  private static final List<String> OPENED =
      List.of(
          "java.base/java.lang",
          "java.base/java.net",
          "java.base/java.io",
          "java.base/java.nio",
          "java.base/sun.nio.ch",
          "java.base/java.text",
          "java.base/java.time",
          "java.base/java.util",
          "java.base/java.util.concurrent");

  /**
   * State is on disk as on the managed service. A TaskManager is dead when two heartbeats in a row
   * are refused, which only a process that is gone does, or when it is silent for ten seconds; a
   * JobManager when ZooKeeper has not heard of it for eight. Until then the tasks go on working.
   */
  private static final String CONFIGURATION =
      """
      jobmanager.rpc.address: 127.0.0.1
      jobmanager.bind-host: 127.0.0.1
      rest.address: 127.0.0.1
      rest.bind-address: 127.0.0.1
      rest.port: %d
      taskmanager.host: 127.0.0.1
      taskmanager.bind-host: 127.0.0.1
      taskmanager.numberOfTaskSlots: %d
      taskmanager.cpu.cores: 1.0
      taskmanager.memory.framework.heap.size: 64m
      taskmanager.memory.framework.off-heap.size: 64m
      taskmanager.memory.task.heap.size: 256m
      taskmanager.memory.task.off-heap.size: 32m
      taskmanager.memory.network.min: 32m
      taskmanager.memory.network.max: 32m
      taskmanager.memory.segment-size: 4kb
      taskmanager.memory.managed.size: 128m
      taskmanager.memory.jvm-metaspace.size: 384m
      taskmanager.memory.jvm-overhead.min: 64m
      taskmanager.memory.jvm-overhead.max: 64m
      heartbeat.interval: 1s
      heartbeat.timeout: 10s
      heartbeat.rpc-failure-threshold: 2
      cluster.registration.error-delay: 1s
      high-availability.type: zookeeper
      high-availability.zookeeper.quorum: 127.0.0.1:%d
      high-availability.zookeeper.client.session-timeout: %d
      high-availability.zookeeper.client.connection-timeout: 3000
      high-availability.zookeeper.client.retry-wait: 500
      high-availability.zookeeper.client.max-retry-wait: 2000
      high-availability.zookeeper.client.max-retry-attempts: 20
      high-availability.zookeeper.client.tolerate-suspended-connections: true
      high-availability.storageDir: %s
      state.backend.type: rocksdb
      execution.checkpointing.interval: 2s
      execution.checkpointing.dir: %s
      execution.checkpointing.savepoint-dir: %s
      execution.checkpointing.externalized-checkpoint-retention: RETAIN_ON_CANCELLATION
      execution.checkpointing.tolerable-failed-checkpoints: 1000
      restart-strategy.type: exponential-delay
      restart-strategy.exponential-delay.initial-backoff: 500ms
      restart-strategy.exponential-delay.max-backoff: 5s
      io.tmp.dirs: %s
      web.upload.dir: %s
      """;

  /** Half a second is how exactly it knows when a session is over. */
  private static final String ZOO_KEEPER_CONFIGURATION =
      """
      tickTime=500
      clientPort=%d
      clientPortAddress=127.0.0.1
      minSessionTimeout=%d
      dataDir=%s
      admin.enableServer=false
      """;

  private static final int SESSION_MILLIS = 8_000;

  private static final String LOGGING =
      """
      <Configuration status="WARN">
        <Appenders>
          <Console name="out"><PatternLayout pattern="%d{HH:mm:ss.SSS} %p %c{1} %m%n%ex{30}"/></Console>
        </Appenders>
        <Loggers><Root level="INFO"><AppenderRef ref="out"/></Root></Loggers>
      </Configuration>
      """;

  /** Writes its configuration. */
  public void prepare() throws IOException {
    Files.createDirectories(configuration());
    Files.createDirectories(folder.resolve("tmp"));
    Files.writeString(
        configuration().resolve("config.yaml"),
        CONFIGURATION.formatted(
            restPort,
            SLOTS,
            zooKeeperPort,
            SESSION_MILLIS,
            folder.resolve("leaders").toUri(),
            folder.resolve("checkpoints").toUri(),
            folder.resolve("savepoints").toUri(),
            folder.resolve("tmp"),
            folder.resolve("uploads")));
    Files.writeString(
        zooKeeperConfiguration(),
        ZOO_KEEPER_CONFIGURATION.formatted(
            zooKeeperPort, SESSION_MILLIS, folder.resolve("zookeeper")));
    Files.writeString(configuration().resolve("log4j2.xml"), LOGGING);
  }

  /** ZooKeeper, as it comes with Flink. */
  JavaProcess.Launch zooKeeper() {
    return launch(
        "zookeeper",
        ZOO_KEEPER,
        List.of("--zkConfigFile", zooKeeperConfiguration().toString(), "--peerId", "1"),
        "-Xmx96m");
  }

  /** Whether ZooKeeper lets clients connect. */
  boolean zooKeeperListens() {
    try (Socket probe = new Socket()) {
      probe.connect(
          new InetSocketAddress(InetAddress.getLoopbackAddress(), zooKeeperPort),
          CONNECTING_MILLIS);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** The JobManager, which runs what is submitted. */
  JavaProcess.Launch jobManager() {
    return launch("jobmanager", SESSION, toldOfConfiguration(), "-Xmx320m");
  }

  /** One of the TaskManagers, each with as many slots. */
  JavaProcess.Launch taskManager(int number) {
    return launch(
        "taskmanager-" + number,
        TASK_MANAGER,
        toldOfConfiguration(),
        "-Xmx320m",
        "-XX:MaxMetaspaceSize=384m");
  }

  private List<String> toldOfConfiguration() {
    return List.of("--configDir", configuration().toString());
  }

  private Path zooKeeperConfiguration() {
    return configuration().resolve("zoo.cfg");
  }

  private Path configuration() {
    return folder.resolve("conf");
  }

  private JavaProcess.Launch launch(
      String name, String main, List<String> arguments, String... memory) {
    List<String> options = new ArrayList<>(Packaged.flinkCluster());
    options.addAll(List.of(memory));
    OPENED.forEach(opened -> options.add("--add-opens=" + opened + "=ALL-UNNAMED"));
    options.add("-Dlog4j.configurationFile=" + configuration().resolve("log4j2.xml"));
    return new JavaProcess.Launch(name, folder, options, main, arguments, Map.of());
  }
}
