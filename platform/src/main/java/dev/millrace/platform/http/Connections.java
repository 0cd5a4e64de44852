package dev.millrace.platform.http;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.SelectorManager;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.IO;
import org.eclipse.jetty.util.component.AbstractLifeCycle;
import org.eclipse.jetty.util.thread.Scheduler;
import org.jspecify.annotations.Nullable;

/**
 * The open connections of a server: not too many in all nor of one address, and none without a call
 * for long, however many bytes trickle in: what is shown in time is a whole head of a request.
 *
 * <p><i>Threads</i>: told by Jetty's; looks around on the server's scheduler.
 */
final class Connections extends AbstractLifeCycle
    implements SelectorManager.AcceptListener, Connection.Listener {

  /** Looks within the time that a connection may be without a call. */
  private static final int LOOKS = 4;

  /** One connection, with what runs over it. */
  private static final class Entry {

    private final InetSocketAddress remote;
    private @Nullable EndPoint endPoint;
    private int calls;
    private long quietSince = System.nanoTime();

    private Entry(InetSocketAddress remote) {
      this.remote = remote;
    }
  }

  private final HttpLimits limits;
  private final Scheduler scheduler;
  private final Map<SelectableChannel, Entry> byChannel = new HashMap<>();

  /** Of the open ones; the address of a client with its port belongs to one connection. */
  private final Map<SocketAddress, Entry> byRemote = new HashMap<>();

  private final Map<InetAddress, Integer> perAddress = new HashMap<>();

  Connections(HttpLimits limits, Scheduler scheduler) {
    this.limits = limits;
    this.scheduler = scheduler;
  }

  @Override
  protected void doStart() {
    lookLater();
  }

  @Override
  public void onAccepting(SelectableChannel channel) {
    InetSocketAddress remote;
    try {
      remote = (InetSocketAddress) ((SocketChannel) channel).getRemoteAddress();
    } catch (IOException e) {
      throw new UncheckedIOException("a connection is gone before it is accepted", e);
    }
    synchronized (this) {
      Entry entry = new Entry(remote);
      byChannel.put(channel, entry);
      byRemote.put(remote, entry);
      int ofAddress = perAddress.merge(remote.getAddress(), 1, Integer::sum);
      if (byChannel.size() <= limits.crowd().connections()
          && ofAddress <= limits.crowd().connectionsPerAddress()) {
        return;
      }
    }
    // Jetty finds it closed and says so by onAcceptFailed.
    IO.close(channel);
  }

  @Override
  public void onAcceptFailed(SelectableChannel channel, Throwable cause) {
    onClosed(channel);
  }

  @Override
  public synchronized void onClosed(SelectableChannel channel) {
    Entry entry = byChannel.remove(channel);
    if (entry != null) {
      byRemote.remove(entry.remote, entry);
      perAddress.computeIfPresent(
          entry.remote.getAddress(), (address, open) -> open == 1 ? null : open - 1);
    }
  }

  /** The first one is the outermost: that of TLS comes before that of HTTP. */
  @Override
  public synchronized void onOpened(Connection connection) {
    Entry entry = byRemote.get(connection.getEndPoint().getRemoteSocketAddress());
    if (entry != null && entry.endPoint == null) {
      entry.endPoint = connection.getEndPoint();
    }
  }

  /** A call has begun; it ends by itself. */
  void called(Request request) {
    SocketAddress remote = request.getConnectionMetaData().getRemoteSocketAddress();
    count(remote, 1);
    Request.addCompletionListener(request, e -> count(remote, -1));
  }

  /** How many are open. */
  synchronized int open() {
    return byChannel.size();
  }

  private synchronized void count(SocketAddress remote, int calls) {
    Entry entry = byRemote.get(remote);
    if (entry != null) {
      entry.calls += calls;
      entry.quietSince = System.nanoTime();
    }
  }

  private void lookLater() {
    Duration pause = limits.patience().idle().dividedBy(LOOKS);
    scheduler.schedule(this::look, pause.toNanos(), TimeUnit.NANOSECONDS);
  }

  private void look() {
    try {
      quiet().forEach(EndPoint::close);
    } finally {
      if (isRunning()) {
        lookLater();
      }
    }
  }

  private synchronized List<EndPoint> quiet() {
    List<EndPoint> quiet = new ArrayList<>();
    long now = System.nanoTime();
    for (Entry entry : byChannel.values()) {
      if (entry.calls == 0
          && entry.endPoint != null
          && now - entry.quietSince > limits.patience().idle().toNanos()) {
        quiet.add(entry.endPoint);
      }
    }
    return quiet;
  }
}
