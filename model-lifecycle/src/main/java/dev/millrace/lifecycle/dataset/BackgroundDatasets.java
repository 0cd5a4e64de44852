package dev.millrace.lifecycle.dataset;

import dev.millrace.lifecycle.work.Background;
import dev.millrace.lifecycle.work.DatasetCard;
import dev.millrace.lifecycle.work.DatasetOrder;
import dev.millrace.lifecycle.work.DatasetState;
import dev.millrace.lifecycle.work.Datasets;
import dev.millrace.lifecycle.work.Pinned;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/** Makes one dataset after the other, on a thread of its own: each may fill its bounds. */
public final class BackgroundDatasets implements Datasets, AutoCloseable {

  private final DatasetBuild.Tools tools;
  private final Background<DatasetState> background = new Background<>("millrace-datasets", 1);
  private final Map<DatasetOrder, DatasetBuild> builds = new ConcurrentHashMap<>();
  private final CardTenants tenants;

  /** Made of topics, written to a bucket. */
  public BackgroundDatasets(ExampleSource source, RunFiles files, DatasetTerms terms) {
    this(source, files, terms, new TrainingFeatures());
  }

  BackgroundDatasets(
      ExampleSource source, RunFiles files, DatasetTerms terms, FeatureProfiles profiles) {
    this.tools = new DatasetBuild.Tools(source, terms, profiles, files);
    this.tenants = new CardTenants(files);
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
  public Optional<Set<String>> erasedIn(String training) {
    return tenants
        .of(training)
        .map(
            all ->
                all.stream()
                    .filter(tools.source().isErased())
                    .collect(Collectors.toUnmodifiableSet()));
  }

  @Override
  public boolean isUsable(DatasetCard card) {
    return tools.isUsable(card);
  }

  @Override
  public void close() {
    tenants.close();
    background.close();
  }
}
