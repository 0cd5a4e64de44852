package dev.millrace.platform.streams;

import static org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse.REPLACE_THREAD;
import static org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.apache.kafka.streams.errors.StreamsException;
import org.junit.jupiter.api.Test;

class DeadThreadsTest {

  private final CountDownLatch closing = new CountDownLatch(1);

  @Test
  void replacesAThreadThatDies() {
    assertThat(threads(Duration.ZERO).handle(new StreamsException("defect")))
        .isEqualTo(REPLACE_THREAD);
  }

  @Test
  void stopsWhereAnotherProcessHasItsName() {
    FencedInstanceIdException fenced = new FencedInstanceIdException("somebody else joined");

    assertThat(threads(Duration.ofDays(1)).handle(fenced)).isEqualTo(SHUTDOWN_CLIENT);
    assertThat(threads(Duration.ofDays(1)).handle(new StreamsException("committing", fenced)))
        .isEqualTo(SHUTDOWN_CLIENT);
  }

  @Test
  void replacesNothingWhileItIsClosed() {
    closing.countDown();

    assertThat(threads(Duration.ofDays(1)).handle(new StreamsException("defect")))
        .isEqualTo(SHUTDOWN_CLIENT);
  }

  private DeadThreads threads(Duration pause) {
    return new DeadThreads("ingestion", "ingestion-0", closing, pause);
  }
}
