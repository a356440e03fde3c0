//! A server's machine: its wall clock, and one life of the server after another.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use anyhow::{Context as _, Result};
use axum::Router;
use axum::body::{Body, Bytes, to_bytes};
use axum::http::{Request, Response};
use oneclick_server::config::Config;
use oneclick_server::environment::{Environment, Running};
use oneclick_server::server::ServerCore;
use oneclick_server::store::{AnswerDelay, MemoryDatabase, Store};
use tokio::sync::oneshot;

use crate::fault_kinds::FaultKind;
use crate::incarnation::{Incarnation, WallClock};
use crate::process::StormProcess;
use crate::sabotage::{LOSE_NEWEST_WEBHOOK, Sabotage};
use crate::world::{StormWorld, lock};

/// What a server has read of the attempts that are under way.
const KEEP: &str = "INSERT INTO stood_N SELECT * FROM attempts
    WHERE state IN ('created', 'sent', 'unknown', 'action_required', 'processing')";

/// A server's machine.
pub struct StormMachine {
    world: Arc<StormWorld>,
    number: usize,
    name: String,
    config: Config,
    database: MemoryDatabase,
    wall_clock: Arc<WallClock>,
    lives: AtomicU64,
    process: Mutex<Option<Arc<StormProcess>>>,
    running: Mutex<Option<(Arc<StormProcess>, Router)>>,
}

impl StormMachine {
    pub fn new(
        world: &Arc<StormWorld>,
        number: usize,
        config: &Config,
        database: &MemoryDatabase,
    ) -> Arc<Self> {
        let database = match world.sabotage {
            Some(sabotage) => sabotage.spoil_for(number, database),
            None => database.clone(),
        };
        Arc::new(Self {
            world: Arc::clone(world),
            number,
            name: format!("server-{number}"),
            config: config.clone(),
            database,
            wall_clock: Arc::default(),
            lives: AtomicU64::new(0),
            process: Mutex::default(),
            running: Mutex::default(),
        })
    }

    /// Starts the server whenever it has died.
    pub async fn keep_running(self: Arc<Self>) {
        loop {
            let process = self.start();
            *lock(&self.process) = Some(Arc::clone(&process));
            process.death().await;
            *lock(&self.running) = None;
            self.world.hit(FaultKind::Crash);
            self.world.wait(200, 15_000).await;
        }
    }

    /// Has the server die now.
    pub fn kill(&self) {
        let process = lock(&self.process).clone();
        if let Some(process) = process {
            process.die();
        }
    }

    /// Has the server die after a transaction, with the webhook that comes after it, where
    /// that is the mistake.
    fn lose_outbox(&self) {
        let is_made = self.world.sabotage == Some(Sabotage::OutboxOutside);
        if !is_made || self.world.is_healed() || self.world.draw(150) > 0 {
            return;
        }
        if let Err(error) = self.database.tamper(LOSE_NEWEST_WEBHOOK) {
            self.world.wrong(error);
        }
        self.kill();
    }

    /// Begins a life, which is there for requests as soon as it has started.
    fn start(self: &Arc<Self>) -> Arc<StormProcess> {
        self.keep_readings("");
        let life = self.lives.fetch_add(1, Ordering::Relaxed);
        let name = format!("{}.{life}", self.name);
        let process = StormProcess::new(&self.world, name.clone());
        let environment = Environment::of(Incarnation {
            world: Arc::clone(&self.world),
            process: Arc::clone(&process),
            name,
            wall_clock: Arc::clone(&self.wall_clock),
            began: self.world.age(),
            chance: Mutex::new(self.world.fork()),
        });
        let store = Store::in_memory(&self.database, self.delay());
        let (machine, born) = (Arc::clone(self), Arc::clone(&process));
        process.spawn(Box::pin(async move {
            match ServerCore::start(machine.config.clone(), environment, store).await {
                Ok(core) => {
                    let router = core.router().clone();
                    *lock(&machine.running) = Some((born, router));
                    machine.world.note(&machine.name, "runs");
                    // What it is made of stays as long as the process.
                    std::future::pending::<()>().await;
                    drop(core);
                }
                Err(error) => machine
                    .world
                    .wrong(format_args!("a server does not start: {error:#}")),
            }
        }));
        process
    }

    /// How long the database takes to answer.
    fn delay(self: &Arc<Self>) -> AnswerDelay {
        let (machine, world) = (Arc::clone(self), Arc::clone(&self.world));
        Arc::new(move || {
            world.count_answer();
            machine.lose_outbox();
            let milliseconds = world.draw(4);
            Box::pin(tokio::time::sleep(Duration::from_millis(milliseconds)))
        })
    }

    /// Steps and slows the wall clock, and sets it right, until all is healed.
    pub async fn upset_clock(self: Arc<Self>) {
        let world = &self.world;
        loop {
            // It shows nothing unless a step comes while a charge is held back.
            let longest = match world.sabotage {
                Some(Sabotage::WallClockAlone) => 90_000,
                _ => 400_000,
            };
            world.wait(30_000, longest).await;
            if world.is_healed() {
                self.wall_clock.ahead.store(0, Ordering::Relaxed);
                self.wall_clock.drift.store(0, Ordering::Relaxed);
                return;
            }
            let draw = |below| i64::try_from(world.draw(below)).unwrap_or_default();
            if draw(4) == 0 {
                let drift = draw(1_001) - 500;
                self.wall_clock.drift.store(drift, Ordering::Relaxed);
                world.hit(FaultKind::ClockDrift);
            }
            let ahead = match draw(10) {
                0..4 => 0,
                4..9 => draw(2_400_000) - 1_200_000,
                _ => draw(7_200_000) - 3_600_000,
            };
            self.wall_clock.ahead.store(ahead, Ordering::Relaxed);
            world.hit(FaultKind::ClockStep);
            world.note(&self.name, format_args!("wall clock {ahead} ms ahead"));
        }
    }

    /// Has the server die now and then, until all is healed.
    pub async fn crash_often(self: Arc<Self>) {
        loop {
            self.world.wait(10_000, 180_000).await;
            if self.world.is_healed() {
                return;
            }
            let running = lock(&self.running).clone();
            if let Some((process, _)) = running {
                process.die_after(self.world.draw(400));
            }
        }
    }

    /// Has the server stand still now and then, just as a provider's answer comes and most
    /// often for moments, until all is healed.
    pub async fn stand_still_often(self: Arc<Self>) {
        let world = &self.world;
        loop {
            let is_mistaken = world.sabotage.is_some_and(Sabotage::keeps_readings);
            let (least, longest) = if is_mistaken {
                (5_000, 30_000)
            } else {
                (60_000, 500_000)
            };
            world.wait(least, longest).await;
            if world.is_healed() {
                return;
            }
            let pause = match world.draw(10) {
                0..6 if !is_mistaken => world.draw(25_000),
                _ => 25_000 + world.draw(1_000_000),
            };
            let to_charge = is_mistaken || world.draw(2) == 0;
            let running = lock(&self.running).clone();
            if let Some((process, _)) = running {
                let (stopped, stops) = oneshot::channel();
                let (machine, stopping) = (Arc::clone(&self), Arc::clone(&process));
                let stop = move || {
                    machine.keep_readings(KEEP);
                    stopping.stop(Duration::from_millis(pause));
                    let _ = stopped.send(());
                };
                world.when_answered(process.name(), to_charge, Box::new(stop));
                tokio::select! {
                    biased;
                    Ok(()) = stops => world.hit(FaultKind::Standstill),
                    () = process.death() => continue,
                }
                process.go_on().await;
                // By then it has made of them what it makes.
                tokio::time::sleep(Duration::from_secs(1)).await;
                self.keep_readings("");
            }
        }
    }

    /// Has the server go on with what it has read by now, where that is the mistake; or,
    /// with nothing, with what there is.
    fn keep_readings(&self, keeping: &str) {
        if !self.world.sabotage.is_some_and(Sabotage::keeps_readings) {
            return;
        }
        let statements = format!("DELETE FROM stood_N; {keeping}")
            .replace("stood_N", &format!("stood_{}", self.number));
        if let Err(error) = self.database.tamper(&statements) {
            self.world.wrong(error);
        }
    }

    /// Sends it a request; none if the connection breaks, or after `patience`. If
    /// `leaving`, nobody waits any longer then, and the request is dropped.
    pub async fn ask(
        &self,
        request: Request<Body>,
        patience: Duration,
        leaving: bool,
    ) -> Option<Response<Bytes>> {
        let (process, router) = lock(&self.running).clone()?;
        let (answer, answered) = oneshot::channel();
        let serving: Running = Box::pin(async move {
            let served = serve(router, request).await;
            if let Ok(response) = served {
                let _ = answer.send(response);
            }
        });
        let number = process.spawn(serving);
        let answered = tokio::time::timeout(patience, answered).await;
        if answered.is_err() && leaving {
            process.end(number);
        }
        answered.ok()?.ok()
    }
}

async fn serve(router: Router, request: Request<Body>) -> Result<Response<Bytes>> {
    let service = tower::ServiceExt::oneshot(router, request);
    let (head, body) = service.await.context("it never fails")?.into_parts();
    let body = to_bytes(body, usize::MAX).await?;
    Ok(Response::from_parts(head, body))
}
