package dev.millrace.local.apart;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * Stands between clients and a server on this machine, and does to their bytes what networks do.
 *
 * <p><i>Threads</i>: its conduct may be changed by anybody at any time, and is in force for what
 * comes then, on old connections too.
 */
public final class TcpProxy implements AutoCloseable {

  private static final int CHUNK = 8 * 1024;
  private static final long LOOK_MILLIS = 20;
  private static final Duration CONNECTING = Duration.ofSeconds(5);

  private final int target;
  private final ServerSocket listening;
  private final Set<Link> links = ConcurrentHashMap.newKeySet();
  private volatile Conduct conduct = Conduct.HONEST;
  private volatile boolean closed;

  /** What becomes of bytes. */
  public enum Way {
    /** They are handed on. */
    PASS,
    /** They wait until the way is another: as in a network that is cut for a while. */
    HOLD,
    /**
     * They vanish, and nobody is told, on this connection for ever: as behind a firewall that has
     * forgotten it.
     */
    VANISH,
    /** Each connection is reset at once, old ones and new. */
    RESET
  }

  /**
   * How it behaves.
   *
   * @param latency added to each piece of at most 8 KiB, one way
   * @param bytesPerSecond of each connection and direction; 0 for no limit
   */
  public record Conduct(Way way, Duration latency, int bytesPerSecond) {

    /** Hands everything on at once. */
    public static final Conduct HONEST = new Conduct(Way.PASS, Duration.ZERO, 0);

    /** The same bytes, another way. */
    public static Conduct of(Way way) {
      return new Conduct(way, Duration.ZERO, 0);
    }

    /** How long such a piece is under way. */
    private Duration delay(int bytes) {
      return bytesPerSecond == 0
          ? latency
          : latency.plusNanos(TimeUnit.SECONDS.toNanos(bytes) / bytesPerSecond);
    }
  }

  /** The two ends of one connection. */
  private record Link(Socket client, Socket server) {

    void reset() {
      close(client, true);
      close(server, true);
    }

    void end() {
      close(client, false);
      close(server, false);
    }

    private static void close(Socket socket, boolean abruptly) {
      try {
        if (abruptly) {
          // Sends a reset instead of an end.
          socket.setSoLinger(true, 0);
        }
        socket.close();
      } catch (IOException e) {
        // It is closed already.
      }
    }
  }

  private TcpProxy(ServerSocket listening, int target) {
    this.listening = listening;
    this.target = target;
  }

  /** Stands before a port of this machine, on a port of its own. */
  public static TcpProxy before(int target) {
    try {
      // Sockets of tests are closed with them.
      ServerSocket listening = new ServerSocket(0, 128, InetAddress.getLoopbackAddress());
      TcpProxy proxy = new TcpProxy(listening, target);
      proxy.begin(proxy::accept);
      return proxy;
    } catch (IOException e) {
      throw new UncheckedIOException("the proxy before port " + target + " cannot listen", e);
    }
  }

  /** Where it listens. */
  public int port() {
    return listening.getLocalPort();
  }

  /** Behaves so from now on. */
  public void behave(Conduct next) {
    conduct = next;
    if (next.way() == Way.RESET) {
      links.forEach(Link::reset);
    }
  }

  @Override
  public void close() {
    closed = true;
    try {
      listening.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    links.forEach(Link::end);
  }

  private void accept() {
    while (!closed) {
      try {
        Socket client = listening.accept();
        begin(() -> connect(client));
      } catch (IOException e) {
        if (!closed) {
          throw new UncheckedIOException(e);
        }
      }
    }
  }

  private void connect(Socket client) {
    Link link = new Link(client, new Socket());
    links.add(link);
    try {
      if (conduct.way() == Way.RESET) {
        link.reset();
        return;
      }
      client.setTcpNoDelay(true);
      link.server().setTcpNoDelay(true);
      link.server()
          .connect(
              new InetSocketAddress(InetAddress.getLoopbackAddress(), target),
              (int) CONNECTING.toMillis());
      begin(() -> pump(link, link.server(), client));
      pump(link, client, link.server());
    } catch (IOException e) {
      link.reset();
    } finally {
      if (link.client().isClosed()) {
        links.remove(link);
      }
    }
  }

  /** Hands on what comes from one end, until either end is over; then both are. */
  private void pump(Link link, Socket from, Socket to) {
    byte[] chunk = new byte[CHUNK];
    boolean vanishing = false;
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
        awaitTurn(read);
        vanishing |= conduct.way() == Way.VANISH;
        if (!vanishing) {
          out.write(chunk, 0, read);
          out.flush();
        }
      }
      if (!vanishing) {
        link.end();
      }
    } catch (IOException e) {
      link.reset();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      link.reset();
    }
  }

  private void awaitTurn(int bytes) throws InterruptedException {
    Duration delay = conduct.delay(bytes);
    if (!delay.isZero()) {
      TimeUnit.NANOSECONDS.sleep(delay.toNanos());
    }
    while (conduct.way() == Way.HOLD && !closed) {
      TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
    }
  }

  private void begin(Runnable work) {
    Thread thread = new Thread(work, "proxy-" + port());
    thread.setDaemon(true);
    thread.start();
  }
}
