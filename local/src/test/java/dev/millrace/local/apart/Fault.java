package dev.millrace.local.apart;

import dev.millrace.local.apart.TcpProxy.Conduct;
import dev.millrace.local.apart.TcpProxy.Way;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RemoveMembersFromConsumerGroupOptions;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.UnknownMemberIdException;

/** Something that befalls a factory while events flow through it. */
sealed interface Fault {

  /** Does it, and returns when it is over, though perhaps not yet overcome. */
  void befall(Apart apart, Flow flow) throws Exception;

  /** What it is, in some words. */
  String words();

  /** A process dies at once, and is started again. */
  record Kill(String name) implements Fault {

    @Override
    public void befall(Apart apart, Flow flow) throws Exception {
      apart.replace(name);
    }

    @Override
    public String words() {
      return name + " killed";
    }
  }

  /** A process is told to stop, and is started again. */
  record Restart(String name) implements Fault {

    @Override
    public void befall(Apart apart, Flow flow) throws Exception {
      apart.restart(name);
    }

    @Override
    public String words() {
      return name + " restarted";
    }
  }

  /** A process dies, and nobody starts it for a while. */
  record Absence(String name, Duration time) implements Fault {

    @Override
    public void befall(Apart apart, Flow flow) throws Exception {
      apart.kill(name);
      pass(time);
      apart.start(name);
    }

    @Override
    public String words() {
      return name + " away for " + seconds(time);
    }
  }

  /** A process stands still, with all its connections open. */
  record Standstill(String name, Duration time) implements Fault {

    @Override
    public void befall(Apart apart, Flow flow) throws Exception {
      apart.life(name).hold();
      try {
        pass(time);
      } finally {
        apart.life(name).release();
      }
    }

    @Override
    public String words() {
      return name + " still for " + seconds(time);
    }
  }

  /** A process can write to no file; where it ends of that, it is started again afterwards. */
  record FullDisk(String name, Duration time) implements Fault {

    @Override
    public void befall(Apart apart, Flow flow) throws Exception {
      apart.fillDisk(name);
      pass(time);
      apart.emptyDisk(name);
    }

    @Override
    public String words() {
      return name + " without disk for " + seconds(time);
    }
  }

  /** A network misbehaves. */
  record Network(Line line, Conduct conduct, Duration time) implements Fault {

    @Override
    public void befall(Apart apart, Flow flow) throws Exception {
      TcpProxy proxy = apart.proxy(line);
      proxy.behave(conduct);
      try {
        pass(time);
      } finally {
        proxy.behave(Conduct.HONEST);
      }
    }

    @Override
    public String words() {
      String does =
          switch (conduct.way()) {
            case PASS ->
                "slow (%d ms, %d KB/s)"
                    .formatted(conduct.latency().toMillis(), conduct.bytesPerSecond() / 1_000);
            case HOLD -> "held";
            case VANISH -> "forgotten";
            case RESET -> "reset";
          };
      return line.words() + " " + does + " for " + seconds(time);
    }
  }

  /** The endpoint throttles most calls. */
  record Storm(Duration time) implements Fault {

    /** The endpoint is set up to throttle whoever says it. */
    static final String WORDS = "I lost my card in the storm";

    @Override
    public void befall(Apart apart, Flow flow) throws Exception {
      sayFor(flow, WORDS, time);
    }

    @Override
    public String words() {
      return "storm of throttling for " + seconds(time);
    }
  }

  /** The endpoint takes the credentials of all calls for expired. */
  record Expiry(Duration time) implements Fault {

    /** The endpoint is set up to refuse whoever says it. */
    static final String WORDS = "I lost my card and it has expired";

    @Override
    public void befall(Apart apart, Flow flow) throws Exception {
      sayFor(flow, WORDS, time);
    }

    @Override
    public String words() {
      return "credentials expired for " + seconds(time);
    }
  }

  /** The clock of those who publish jumps, and back. */
  record ClockJump(Duration ahead, Duration time) implements Fault {

    @Override
    public void befall(Apart apart, Flow flow) throws Exception {
      flow.setClockAhead(ahead);
      try {
        pass(time);
      } finally {
        flow.setClockAhead(Duration.ZERO);
      }
    }

    @Override
    public String words() {
      return "producers' clock %+d min for %s".formatted(ahead.toMinutes(), seconds(time));
    }
  }

  /** All members of a consumer group are removed from it, again and again. */
  record Rebalances(String group, int times) implements Fault {

    private static final Duration BETWEEN = Duration.ofMillis(700);

    @Override
    public void befall(Apart apart, Flow flow) throws Exception {
      try (Admin admin = Admin.create(apart.running().kafka().properties("rebalances"))) {
        for (int time = 0; time < times; time++) {
          removeAll(admin);
          pass(BETWEEN);
        }
      }
    }

    private void removeAll(Admin admin) throws Exception {
      try {
        admin
            .removeMembersFromConsumerGroup(group, new RemoveMembersFromConsumerGroupOptions())
            .all()
            .get();
      } catch (ExecutionException e) {
        if (!wereOut(e)) {
          throw e;
        }
      }
    }

    /** All of them, or one that was still seen: about to come back, which is a rebalance too. */
    private static boolean wereOut(ExecutionException failure) {
      Throwable why = failure.getCause();
      return why instanceof IllegalArgumentException
          || (why instanceof KafkaException && why.getCause() instanceof UnknownMemberIdException);
    }

    @Override
    public String words() {
      return group + " rebalanced " + times + " times";
    }
  }

  /** Records come to raw-events that are no events. */
  record Poison(Form form, int records) implements Fault {

    @Override
    public void befall(Apart apart, Flow flow) throws Exception {
      flow.poison(apart.running(), form.records(apart.running(), records));
    }

    @Override
    public String words() {
      return records + " " + form.words();
    }
  }

  /** Where proxies are. */
  enum Line {
    CLIENTS_TO_GATEWAY("clients to gateway"),
    JOBS_TO_ENDPOINT("jobs to endpoint"),
    ALL_TO_REGISTRY("network of the registry"),
    ALL_TO_BROKER("network of the broker");

    private final String words;

    Line(String words) {
      this.words = words;
    }

    String words() {
      return words;
    }

    /**
     * What may befall it. Kafka's clients notice after {@code request.timeout.ms}, half a minute,
     * that a connection was forgotten: that is longer than a run shall take.
     */
    Set<Way> ways() {
      return this == ALL_TO_BROKER
          ? EnumSet.complementOf(EnumSet.of(Way.VANISH))
          : EnumSet.allOf(Way.class);
    }
  }

  private static void sayFor(Flow flow, String words, Duration time) throws InterruptedException {
    flow.say(words);
    try {
      pass(time);
    } finally {
      flow.sayTheUsual();
    }
  }

  private static void pass(Duration time) throws InterruptedException {
    TimeUnit.MILLISECONDS.sleep(time.toMillis());
  }

  private static String seconds(Duration time) {
    return String.format(Locale.ROOT, "%.1f s", time.toMillis() / 1_000.0);
  }
}
