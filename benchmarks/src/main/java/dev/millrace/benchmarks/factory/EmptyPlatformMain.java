package dev.millrace.benchmarks.factory;

import dev.millrace.local.kafka.EmbeddedKafka;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.JobManagerOptions;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;

/**
 * A Kafka node and a Flink cluster side by side in one process: no topics, no jobs, nothing of
 * ours. Says so in one line when both serve.
 */
final class EmptyPlatformMain {

  private static final String LOOPBACK = "127.0.0.1";
  private static final long LOOK_MILLIS = 20;

  /** As much as a job of the factory has: by itself Flink takes 64 MiB, which nobody would use. */
  private static final MemorySize NETWORK = MemorySize.ofMebiBytes(16);

  private EmptyPlatformMain() {}

  /** Takes a folder. */
  public static void main(String[] arguments) throws Exception {
    Path folder = Path.of(arguments[0]);
    EmbeddedKafka kafka = new EmbeddedKafka(folder.resolve("kafka"), 0);
    MiniCluster flink = cluster(Files.createDirectories(folder.resolve("flink")));
    Runtime.getRuntime().addShutdownHook(new Thread(() -> close(kafka, flink), "stop-platform"));
    CompletableFuture<Void> broker = CompletableFuture.runAsync(kafka::start);
    flink.start();
    while (flink.requestClusterOverview().get().getNumTaskManagersConnected() < 1) {
      TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
    }
    broker.join();
    System.out.println("ready");
    new CountDownLatch(1).await();
  }

  private static MiniCluster cluster(Path scratch) {
    Configuration configuration = new Configuration();
    configuration.set(CoreOptions.TMP_DIRS, scratch.toString());
    configuration.set(TaskManagerOptions.NETWORK_MEMORY_MIN, NETWORK);
    configuration.set(TaskManagerOptions.NETWORK_MEMORY_MAX, NETWORK);
    configuration.set(JobManagerOptions.BIND_HOST, LOOPBACK);
    configuration.set(TaskManagerOptions.BIND_HOST, LOOPBACK);
    configuration.set(RestOptions.BIND_ADDRESS, LOOPBACK);
    configuration.set(RestOptions.ADDRESS, LOOPBACK);
    configuration.set(RestOptions.BIND_PORT, "0");
    return new MiniCluster(
        new MiniClusterConfiguration.Builder()
            .setConfiguration(configuration)
            .setNumTaskManagers(1)
            .setNumSlotsPerTaskManager(1)
            .build());
  }

  private static void close(EmbeddedKafka kafka, MiniCluster flink) {
    try {
      flink.close();
    } catch (Exception e) {
      System.err.println("the empty Flink cluster does not close: " + e);
    } finally {
      kafka.close();
    }
  }
}
