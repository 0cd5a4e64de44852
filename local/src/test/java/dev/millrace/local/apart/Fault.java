package dev.millrace.local.apart;

import dev.millrace.local.apart.TcpProxy.Conduct;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Something that befalls a factory while events flow through it. */
sealed interface Fault {

  /** Does it, and returns when it is over, though perhaps not yet overcome. */
  void befall(Apart apart, Flow flow) throws Exception;

  /** A process dies at once, and is started again. */
  record Kill(String name) implements Fault {

    @Override
    public void befall(Apart apart, Flow flow) throws Exception {
      apart.replace(name);
    }
  }

  /** A process is told to stop, and is started again. */
  record Restart(String name) implements Fault {

    @Override
    public void befall(Apart apart, Flow flow) throws Exception {
      apart.life(name).stop();
      apart.start(name);
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
  }

  /** A network misbehaves. */
  record Network(Line line, Conduct conduct, Duration time) implements Fault {

    @Override
    public void befall(Apart apart, Flow flow) throws Exception {
      TcpProxy proxy = line.proxy(apart);
      proxy.behave(conduct);
      try {
        pass(time);
      } finally {
        proxy.behave(Conduct.HONEST);
      }
    }
  }

  /** The endpoint throttles most calls. */
  record Storm(Duration time) implements Fault {

    /** The endpoint is set up to throttle whoever says it. */
    static final String WORDS = "I lost my card in the storm";

    @Override
    public void befall(Apart apart, Flow flow) throws Exception {
      flow.say(WORDS);
      try {
        pass(time);
      } finally {
        flow.say("I lost my card");
      }
    }
  }

  /** Records come to raw-events that nobody can read. */
  record Poison(int records) implements Fault {

    @Override
    public void befall(Apart apart, Flow flow) throws Exception {
      flow.poison(apart.running(), records);
    }
  }

  /** Where proxies are. */
  enum Line {
    CLIENTS_TO_GATEWAY,
    JOBS_TO_ENDPOINT;

    private TcpProxy proxy(Apart apart) {
      return switch (this) {
        case CLIENTS_TO_GATEWAY -> apart.gatewayProxy();
        case JOBS_TO_ENDPOINT -> apart.bedrockProxy();
      };
    }
  }

  private static void pass(Duration time) throws InterruptedException {
    TimeUnit.MILLISECONDS.sleep(time.toMillis());
  }
}
