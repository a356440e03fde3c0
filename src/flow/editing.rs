//! Handles what the shopper does to their stored cards, and the server's answers to it.

use std::rc::Rc;

use oneclick_rules::CardId;
use oneclick_rules::wire::{CheckoutView, ProblemView};

use super::card_edits::{CardEdit, EditFocus, EditOutcome, RunningEdit};
use super::charge::RESENDS;
use super::effect::{Effect, Effects};
use super::event::{CallResult, EditEvent};
use super::parts::FlowParts;
use super::reading::{heed, refresh};
use super::state::State;

/// Handles what the shopper does while the cards can be edited.
pub(super) fn edit(flow: &mut FlowParts, event: EditEvent, effects: &mut Effects) {
    if !flow.may_edit() {
        return;
    }
    match event {
        EditEvent::Toggled => flow.edits.toggle(),
        EditEvent::Asked(card) => flow.edits.ask(Some(card)),
        EditEvent::Kept => flow.edits.ask(None),
        EditEvent::Dismissed(card) => flow.edits.dismiss(&card),
        EditEvent::Confirmed(edit, card) => begin(flow, edit, &card, effects),
    }
}

/// Sends a change. A card that is removed leaves the list at once; what was asked before
/// is not heard, since it may know the card.
fn begin(flow: &mut FlowParts, edit: CardEdit, id: &CardId, effects: &mut Effects) {
    if flow.edits.is_running() {
        return;
    }
    let removed = flow.edits.removed().iter().find(|card| card.id == *id);
    let there = flow.session.cards().iter().find(|card| card.id == *id);
    let card = match (there, removed) {
        (Some(card), _) => Rc::new(card.clone()),
        (None, Some(card)) => card.clone(),
        (None, None) => return,
    };
    flow.questions.outdate();
    flow.edits.begin(edit, card.clone());
    if edit == CardEdit::Remove {
        flow.edits.focus = neighbour(flow, id);
        if let Some(cards) = flow.session.cards_mut() {
            flow.edits.hidden.hide(card, cards);
        }
        flow.keep_pick(effects);
        effects.push(Effect::TellEdit);
    }
    effects.push(Effect::EditCard(edit, id.clone(), 0));
}

/// Finds the card after this one in the list, else the one before it.
fn neighbour(flow: &FlowParts, id: &CardId) -> EditFocus {
    let mut before = EditFocus::Toggle;
    let mut found = false;
    let cards = flow.session.usable_cards();
    for card in cards.chain(flow.session.unusable_cards()) {
        if card.id == *id {
            found = true;
            continue;
        }
        before = EditFocus::Card(card.id.clone());
        if found {
            break;
        }
    }
    before
}

/// Handles the answer to a change; `at` is the local clock, seconds.
pub(super) fn edit_answered(
    flow: &mut FlowParts,
    answer: CallResult<Box<CheckoutView>>,
    at: i64,
    effects: &mut Effects,
) {
    let Some(mut running) = flow.edits.running.take() else {
        return;
    };
    flow.note_connection(&answer);
    match answer {
        CallResult::Answered(checkout) => done(flow, running, checkout, at, effects),
        CallResult::Refused(status, problem) => refused(flow, running, status, problem, effects),
        CallResult::Lost(loss) => {
            let is_live = flow.session.is_live();
            flow.reports.regret(loss.as_ref(), is_live, effects);
            // Each call may be repeated.
            if let Some(after) = RESENDS.get(running.lost) {
                running.lost += 1;
                let id = running.card.id.clone();
                effects.push(Effect::EditCard(running.edit, id, *after));
                flow.edits.running = Some(running);
            } else {
                let outcome = EditOutcome::Unknown(running.edit);
                flow.reports.show(loss.and_then(|loss| loss.request_id));
                fail(flow, running, outcome, effects);
            }
        }
    }
}

/// Takes the checkout as it stands after a change. A payment on screen goes before it.
fn done(
    flow: &mut FlowParts,
    running: RunningEdit,
    mut checkout: Box<CheckoutView>,
    at: i64,
    effects: &mut Effects,
) {
    if running.edit != CardEdit::Remove {
        flow.edits
            .end(running.card, EditOutcome::Done(running.edit));
        effects.push(Effect::TellEdit);
    }
    flow.edits.hidden.end();
    if !flow.is_ready() {
        return;
    }
    let payment = checkout.payment.take().map(Box::new);
    flow.clock.set(checkout.now, at);
    flow.take(Some(checkout));
    // What was asked before may be older than this.
    flow.questions.outdate();
    if flow.questions.is_checking() {
        flow.read_anew(effects);
    }
    refresh(flow, payment, false, effects);
    heed(flow, true, at, effects);
}

/// Handles the server's refusal of a change.
#[expect(
    clippy::boxed_local,
    reason = "a box is moved as a pointer, which is smaller in WebAssembly"
)]
fn refused(
    flow: &mut FlowParts,
    running: RunningEdit,
    status: u16,
    problem: Box<ProblemView>,
    effects: &mut Effects,
) {
    let is_superseded = problem.code == "session.superseded";
    if flow.is_ready() && (status == 401 || is_superseded) {
        flow.edits.hidden.end();
        if is_superseded {
            flow.end(State::Superseded, effects);
        } else {
            // A charge that may still arrive keeps its key.
            flow.state = State::Expired;
        }
    } else {
        let outcome = match (running.edit, status) {
            // It is gone for good.
            (CardEdit::Remove, 404) if problem.code == "card.unknown" => {
                EditOutcome::Done(CardEdit::Remove)
            }
            (CardEdit::Restore, 404 | 409) => EditOutcome::TooLate,
            (_, 429) => EditOutcome::TooFast,
            _ => EditOutcome::Refused,
        };
        fail(flow, running, outcome, effects);
    }
    flow.reports.fail(*problem, effects);
}

/// Brings a card that was not removed back into the list, says so, and asks how the cards
/// stand.
fn fail(flow: &mut FlowParts, running: RunningEdit, outcome: EditOutcome, effects: &mut Effects) {
    let id = running.card.id.clone();
    if running.edit == CardEdit::Remove {
        flow.edits.dismiss(&id);
        if matches!(outcome, EditOutcome::Done(_)) {
            flow.edits.hidden.end();
        } else if let Some(cards) = flow.session.cards_mut() {
            flow.edits.hidden.put_back(cards);
        }
    }
    flow.edits.end(running.card, outcome);
    // That it is removed was said when it was asked for.
    if !matches!(outcome, EditOutcome::Done(_)) {
        effects.push(Effect::TellEdit);
    }
    if flow.is_ready() {
        flow.read_anew(effects);
    }
}
