package dev.millrace.platform.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class TogetherTest {

  private static final Health RUNNING = new Health.Running();
  private static final Health STARTING = new Health.Starting();
  private static final Health AWAY = new Health.Impaired("CloudWatch is away");
  private static final Health DEAF = new Health.Impaired("nobody takes alerts");
  private static final Health FAILED = new Health.Failed("fenced");

  private final List<String> done = new ArrayList<>();

  @Test
  void isAsWellAsTheWorst() {
    assertThat(of(RUNNING, RUNNING).health()).isEqualTo(RUNNING);
    assertThat(of(RUNNING, STARTING).health()).isEqualTo(STARTING);
    assertThat(of(AWAY, STARTING).health()).isEqualTo(AWAY);
    assertThat(of(AWAY, FAILED).health()).isEqualTo(FAILED);
  }

  @Test
  void tellsAllThatIsWrong() {
    assertThat(of(AWAY, RUNNING, DEAF).health())
        .isEqualTo(new Health.Impaired("CloudWatch is away; nobody takes alerts"));
  }

  @Test
  void stopsInTheOtherOrder() {
    Together together = of(RUNNING, AWAY);

    together.start();
    together.close();

    assertThat(done).containsExactly("start 0", "start 1", "close 1", "close 0");
  }

  private Together of(Health... healths) {
    List<Service> services = new ArrayList<>();
    Stream.of(healths).forEach(health -> services.add(service(services.size(), health)));
    return new Together("all", services);
  }

  private Service service(int number, Health health) {
    return new Service() {
      @Override
      public String name() {
        return "service " + number;
      }

      @Override
      public void start() {
        done.add("start " + number);
      }

      @Override
      public Health health() {
        return health;
      }

      @Override
      public void close() {
        done.add("close " + number);
      }
    };
  }
}
