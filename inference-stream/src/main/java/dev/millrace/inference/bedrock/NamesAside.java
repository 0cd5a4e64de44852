package dev.millrace.inference.bedrock;

import io.netty.resolver.InetNameResolver;
import io.netty.util.concurrent.DefaultEventExecutor;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.Promise;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Looks names of hosts up as Java does, on a thread of its own: that may take long where the
 * network is bad, and those who ask have other work.
 */
final class NamesAside extends InetNameResolver {

  private final DefaultEventExecutor thread;

  NamesAside() {
    this(new DefaultEventExecutor(new DefaultThreadFactory("inference-names", true)));
  }

  private NamesAside(DefaultEventExecutor thread) {
    super(thread);
    this.thread = thread;
  }

  @Override
  protected void doResolve(String host, Promise<InetAddress> found) {
    thread.execute(
        () -> {
          try {
            found.setSuccess(InetAddress.getByName(host));
          } catch (UnknownHostException e) {
            found.setFailure(e);
          }
        });
  }

  @Override
  protected void doResolveAll(String host, Promise<List<InetAddress>> found) {
    thread.execute(
        () -> {
          try {
            found.setSuccess(List.of(InetAddress.getAllByName(host)));
          } catch (UnknownHostException e) {
            found.setFailure(e);
          }
        });
  }

  @Override
  public void close() {
    var unused = thread.shutdownGracefully(0, 0, TimeUnit.SECONDS);
  }
}
