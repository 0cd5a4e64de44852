package dev.millrace.local.apart;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A standalone Flink cluster on this machine: how its JobManager and TaskManagers are started, each
 * as a process.
 *
 * @param folder of configuration, logs, checkpoints and savepoints
 * @param restPort where the JobManager is asked
 * @param rpcPort where the TaskManagers reach it
 */
public record FlinkCluster(Path folder, int restPort, int rpcPort) {

  private static final int SLOTS = 2;
  private static final String SESSION =
      "org.apache.flink.runtime.entrypoint.StandaloneSessionClusterEntrypoint";
  private static final String TASK_MANAGER =
      "org.apache.flink.runtime.taskexecutor.TaskManagerRunner";

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

  /** State is on disk as on the managed service; what dies is told of in seconds. */
  private static final String CONFIGURATION =
      """
      jobmanager.rpc.address: 127.0.0.1
      jobmanager.rpc.port: %d
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
            rpcPort,
            restPort,
            SLOTS,
            checkpoints().toUri(),
            folder.resolve("savepoints").toUri(),
            folder.resolve("tmp"),
            folder.resolve("uploads")));
    Files.writeString(configuration().resolve("log4j2.xml"), LOGGING);
  }

  /** The JobManager, which runs what is submitted. */
  JavaProcess.Launch jobManager() {
    return launch("jobmanager", SESSION, "-Xmx320m");
  }

  /** One of the TaskManagers, each with as many slots. */
  JavaProcess.Launch taskManager(int number) {
    return launch("taskmanager-" + number, TASK_MANAGER, "-Xmx320m", "-XX:MaxMetaspaceSize=384m");
  }

  /** Where checkpoints of jobs are. */
  Path checkpoints() {
    return folder.resolve("checkpoints");
  }

  private Path configuration() {
    return folder.resolve("conf");
  }

  private JavaProcess.Launch launch(String name, String main, String... memory) {
    List<String> options = new ArrayList<>(Packaged.flinkCluster());
    options.addAll(List.of(memory));
    OPENED.forEach(opened -> options.add("--add-opens=" + opened + "=ALL-UNNAMED"));
    options.add("-Dlog4j.configurationFile=" + configuration().resolve("log4j2.xml"));
    return new JavaProcess.Launch(
        name, folder, options, main, List.of("--configDir", configuration().toString()), Map.of());
  }
}
