package dev.millrace.lifecycle.dataset;

import dev.millrace.lifecycle.domain.dataset.ErasedShare;
import dev.millrace.lifecycle.work.Background;
import dev.millrace.lifecycle.work.DatasetCard;
import dev.millrace.lifecycle.work.DatasetOrder;
import dev.millrace.lifecycle.work.DatasetState;
import dev.millrace.lifecycle.work.Datasets;
import dev.millrace.lifecycle.work.Pinned;
import java.io.IOException;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Makes one dataset after the other, on a thread of its own: each may fill its bounds. */
public final class BackgroundDatasets implements Datasets, AutoCloseable {

  private final DatasetBuild.Tools tools;
  private final Background<DatasetState> background = new Background<>("millrace-datasets", 1);
  private final Map<DatasetOrder, DatasetBuild> builds = new ConcurrentHashMap<>();
  private final CardTenants tenants;

  /** Made of topics, written to a bucket. */
  public BackgroundDatasets(
      ExampleSource source, RunFiles files, DatasetTerms terms, InstantSource clock) {
    this(new DatasetBuild.Tools(source, terms, new TrainingFeatures(), files), clock);
  }

  BackgroundDatasets(DatasetBuild.Tools tools, InstantSource clock) {
    this.tools = tools;
    this.tenants = new CardTenants(tools.files(), tools.source().isErased(), clock);
  }

  @Override
  public Pinned pin() throws IOException {
    try {
      return tools.source().topics().pin();
    } catch (RuntimeException e) {
      throw new IOException("the brokers do not say where topics end", e);
    }
  }

  @Override
  public DatasetState build(DatasetOrder order) {
    DatasetBuild build = builds.computeIfAbsent(order, fresh -> new DatasetBuild(fresh, tools));
    return background
        .poll(order, build::make)
        .map(
            ended -> {
              builds.remove(order);
              if (ended instanceof DatasetState.Ready ready) {
                tenants.isMade(ready.card());
              }
              return ended;
            })
        .orElseGet(() -> new DatasetState.Building(build.done()));
  }

  @Override
  public ErasedShare erasedIn(String training) {
    return tenants.of(training);
  }

  @Override
  public boolean isUsable(DatasetCard card) {
    return tools.isUsable(card);
  }

  @Override
  public void handOver() {
    background.giveUp();
    builds.clear();
    tenants.forget();
  }

  @Override
  public void close() {
    tenants.close();
    background.close();
  }
}
