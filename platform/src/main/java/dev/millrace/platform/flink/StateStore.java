package dev.millrace.platform.flink;

import java.nio.file.Path;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.core.execution.RecoveryClaimMode;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where a job's state is while it runs. */
public enum StateStore {

  /** On the heap, for state that is small. */
  HEAP {
    @Override
    void configure(Configuration configuration, Path scratch) {
      configuration.set(TaskManagerOptions.MANAGED_MEMORY_SIZE, MemorySize.ofMebiBytes(1));
    }

    @Override
    RecoveryClaimMode claimMode() {
      return RecoveryClaimMode.CLAIM;
    }
  },

  /**
   * In files, of which {@value #DISK_MEBIBYTES} MiB outside of the heap are kept at hand, for state
   * that grows with days of traffic; a checkpoint copies what is new.
   *
   * <p>It is ForSt, a RocksDB under names of its own: Flink's RocksDB and that of Kafka Streams
   * have the same class names and different versions, and a factory has both in one process.
   */
  DISK {
    @Override
    void configure(Configuration configuration, Path scratch) {
      configuration.set(
          TaskManagerOptions.MANAGED_MEMORY_SIZE, MemorySize.ofMebiBytes(DISK_MEBIBYTES));
      configuration.set(StateBackendOptions.STATE_BACKEND, "forst");
      configuration.set(CheckpointingOptions.INCREMENTAL_CHECKPOINTS, true);
      configuration.setString("state.backend.forst.primary-dir", "local");
      configuration.setString("state.backend.forst.local-dir", scratch.toString());
    }

    /**
     * The first checkpoint of a life copies everything: built upon the files of an earlier one, it
     * would need them when {@link CheckpointFolder} clears them away.
     */
    @Override
    RecoveryClaimMode claimMode() {
      return RecoveryClaimMode.NO_CLAIM;
    }
  };

  private static final int DISK_MEBIBYTES = 64;
  private static final Logger LOG = LoggerFactory.getLogger(StateStore.class);

  /**
   * {@link #DISK} where this machine can: its library is published for Linux. Elsewhere, as on the
   * machines of some developers, state is on the heap.
   */
  public static StateStore forDaysOfTraffic() {
    return on(System.getProperty("os.name", ""));
  }

  static StateStore on(String operatingSystem) {
    if (operatingSystem.startsWith("Linux")) {
      return DISK;
    }
    LOG.warn("state is kept on the heap: there is no state on disk for {}", operatingSystem);
    return HEAP;
  }

  /** Adds what the cluster has to know of it. */
  abstract void configure(Configuration configuration, Path scratch);

  /** Whose the files are that a life resumes from. */
  abstract RecoveryClaimMode claimMode();
}
