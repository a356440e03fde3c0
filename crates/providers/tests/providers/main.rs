//! The providers: requests compared whole, answers by table and by property.

#![cfg(test)]

mod attempt;
mod certitrade;
mod costplus;
mod finpay;
mod open;
mod reads;
mod shown;
mod smart2pay;
mod table;
mod wire;
